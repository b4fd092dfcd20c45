/**
 * Words that passwords tried first are built from, after digits and symbols are read as letters. Ours, from general knowledge of what people
 * choose; a list of stems refuses families (`Password123!`, `p4ssw0rd-2026`) that a list of whole passwords misses.
 * LIMIT: it is no breach database; lock-out and the second factor carry the rest.
 */
export const commonBases: readonly string[] = [
  'password', 'passwort', 'passwd', 'passw', 'pass', 'welcome', 'willkommen', 'letmein', 'admin', 'administrator', 'root', 'user', 'guest', 'login', 'master',
  'secret', 'geheim', 'changeme', 'change', 'default', 'test', 'testing', 'temp', 'temporary', 'qwerty', 'qwertz', 'azerty', 'asdf', 'zxcv', 'yxcv',
  'abc', 'abcd', 'iloveyou', 'love', 'monkey', 'dragon', 'football', 'baseball', 'soccer', 'hockey', 'superman', 'batman', 'pokemon', 'starwars',
  'princess', 'sunshine', 'shadow', 'michael', 'jordan', 'jennifer', 'jessica', 'ashley', 'daniel', 'thomas', 'charlie', 'george', 'computer',
  'internet', 'google', 'facebook', 'samsung', 'apple', 'microsoft', 'windows', 'linux', 'oracle', 'cisco', 'server', 'system', 'manager', 'company',
  'office', 'summer', 'winter', 'spring', 'autumn', 'sommer', 'herbst', 'january', 'february', 'march', 'april', 'june', 'july', 'august',
  'september', 'october', 'november', 'december', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday', 'hello', 'hallo',
  'freedom', 'whatever', 'trustno', 'hunter', 'killer', 'cheese', 'banana', 'cookie', 'flower', 'chocolate', 'mustang', 'ferrari', 'porsche',
  'mercedes', 'liverpool', 'arsenal', 'chelsea', 'barcelona', 'bayern', 'sealwright', 'seal', 'wright', 'audit', 'auditor', 'compliance', 'soc',
  'gateway', 'security', 'access', 'correcthorsebatterystaple', 'the', 'my', 'is', 'new', 'and',
]

export const keyboardRows: readonly string[] = ['qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm', '01234567890', 'abcdefghijklmnopqrstuvwxyz']
