/**
 * One attempt at text that should be JSON: without a byte-order mark, the fence or the prose around it, comments and trailing commas. Values
 * are never invented: what is cut off or quoted wrongly stays wrong. Null when nothing like a value is found. Linear in the text.
 */
export function repaired(text: string): string | null {
  const bare = unfenced(text.replace(/^\uFEFF/, ''))
  const open = bare.search(/[[{]/)
  if (open < 0) return null
  const value = valueFrom(bare, open)
  if (value === null) return null
  try {
    // in its plain form, so that what the client parses is what was judged
    return JSON.stringify(JSON.parse(value))
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}

function unfenced(text: string): string {
  const open = text.indexOf('```')
  if (open < 0) return text
  const line = text.indexOf('\n', open)
  if (line < 0) return text
  const close = text.indexOf('```', line)
  return close < 0 ? text.slice(line + 1) : text.slice(line + 1, close)
}

/** The value that begins at `open`, to its matching bracket, without comments and trailing commas; null if it never closes. */
function valueFrom(text: string, open: number): string | null {
  let out = ''
  let depth = 0
  let kept = open
  for (let i = open; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 34) {
      i = stringEnd(text, i)
      if (i < 0) return null
    } else if (c === 91 || c === 123) depth++
    else if (c === 93 || c === 125) {
      const before = (out + text.slice(kept, i)).trimEnd()
      out = before.endsWith(',') ? before.slice(0, -1) : before
      kept = i
      if (--depth === 0) return out + text.charAt(i)
    } else if (c === 47 && (text.charCodeAt(i + 1) === 47 || text.charCodeAt(i + 1) === 42)) {
      out += text.slice(kept, i)
      i = commentEnd(text, i)
      kept = i + 1
    }
  }
  return null
}

function stringEnd(text: string, quote: number): number {
  for (let i = quote + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 92) i++
    else if (c === 34) return i
  }
  return -1
}

/** Index of a comment's last character. */
function commentEnd(text: string, slash: number): number {
  const line = text.charCodeAt(slash + 1) === 47
  const end = line ? text.indexOf('\n', slash) : text.indexOf('*/', slash + 2)
  return end < 0 ? text.length : line ? end : end + 1
}
