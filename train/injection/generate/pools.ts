import { list } from './grammar.ts'
import type { Random } from './random.ts'

export const firstNames = list(
  'Anna;Bilal;Chen;Daria;Elif;Farah;Goran;Hana;Ines;Jonas;Kofi;Lucia;Marek;Nadia;Oleg;Priya;Quentin;Rosa;Samir;Tova;Umar;Vera;Wen;Ximena;Yuki;Zofia;Amara;Bruno;Clara;Diego;Emeka;Freya;Gita;Hugo;Ivana;Jamal;Keiko;Leon;Mina;Noor;Otis;Petra;Rafael;Selma;Thandi;Uri;Viktor;Wanda;Yara;Zeno;Mr Okafor;Ms Lindqvist;Dr Haddad;Prof. Moreau',
)
export const lastNames = list(
  'Abbott;Berger;Castillo;Dvorak;Eriksen;Fontaine;Garcia;Hoffmann;Ivanova;Jansen;Kowalski;Larsen;Mensah;Nakamura;Osei;Petrov;Quispe;Rossi;Santos;Tanaka;Ueda;Varga;Weiss;Xu;Yilmaz;Zhang;Brandt;Silva;Novak;Ferrari',
)
export const companies = list(
  'Brightleaf;Northwind Freight;Orchid Dental;Kestrel Bank;Blue Harbour Hotels;Mapleworks;Tidewater Insurance;Larkspur Labs;Copper Kettle Cafe;Halden Energy;Pinecone Toys;Vesta Travel;Quarry Street Gym;Lumen Analytics;Saffron Foods;Redwood Library;Alder & Finch;Polar Logistics;Meridian Health;Cobalt Cloud;Willow Creek School;Juniper Books;Sable Motors;Ivory Coast Coffee;Nimbus Telecom',
)
export const cities = list(
  'Lisbon;Krakow;Nairobi;Osaka;Bogota;Ghent;Leeds;Tampere;Izmir;Da Nang;Bergen;Seville;Montreal;Pune;Graz;Turin;Aarhus;Lyon;Odesa;Accra;Cebu;Perth;Galway;Haifa;Malmo',
)
export const products = list(
  'espresso machine;standing desk;noise-cancelling headset;hiking boots;air fryer;bike helmet;desk lamp;water filter;robot vacuum;camping tent;mechanical keyboard;baby monitor;e-reader;garden hose;yoga mat;smart thermostat;label printer;cast-iron pan;rain jacket;guitar strings;travel adapter;wool blanket;dash cam;sewing machine;fish tank',
)
export const topics = list(
  'photosynthesis;the French Revolution;compound interest;black holes;sourdough;remote work;electric cars;the water cycle;time zones;bird migration;medieval castles;machine learning;coral reefs;jazz;the stock market;volcanoes;learning Spanish;urban gardening;chess openings;renewable energy;sleep hygiene;the Silk Road;public transport;bees;photography;supply chains;vitamin D;the Roman army;tax brackets;ocean currents;typography;antibiotics;cheese making;marathon training;plate tectonics;minimalism;board games;house plants;negotiation;dog training;the moon landing;knitting;inflation;glaciers;coffee roasting;kayaking;solar panels;wine tasting;public speaking;databases;immune cells;train travel;fermentation;Greek myths;watercolours;probability;dinosaurs;budgeting;opera;recycling',
)
export const languages = list(
  'French;German;Spanish;Polish;Japanese;Arabic;Hindi;Turkish;Swahili;Korean;Italian;Portuguese;Dutch;Greek;Ukrainian;Vietnamese;Latin;Finnish;Hebrew;Czech',
)
export const rareWords = list(
  'lighthouse;marmalade;cinnamon;umbrella;kangaroo;blueberry;harmonica;avalanche;tapestry;pineapple;dragonfly;cathedral;rhubarb;xylophone;hedgehog;porcelain;lantern;turquoise;waterfall;saxophone;orchid;compass;gingerbread;meadow;silhouette',
)
const months = list('January;February;March;April;May;June;July;August;September;October;November;December')

export const pools = {
  name: firstNames,
  last: lastNames,
  company: companies,
  city: cities,
  product: products,
  topic: topics,
  language: languages,
  rare: rareWords,
  number: list('2;3;4;5;6;7;8;10;12;15;20;25;30;50;100'),
  small: list('two;three;four;five;six;seven;ten'),
  day: list('Monday;Tuesday;Wednesday;Thursday;Friday;Saturday;Sunday;tomorrow;next week;tonight'),
  month: months,
} as const

export const hex = (r: Random, length: number): string =>
  Array.from({ length }, () => '0123456789abcdef'.charAt(r.int(16))).join('')

export const alphanumeric = (r: Random, length: number): string =>
  Array.from({ length }, () => 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'.charAt(r.int(32))).join('')

export const isoDate = (r: Random): string =>
  `202${r.between(3, 6)}-${two(r.between(1, 12))}-${two(r.between(1, 28))}`

export const clock = (r: Random): string => `${two(r.between(0, 23))}:${two(r.between(0, 59))}`

export const longDate = (r: Random): string => `${r.pick(months)} ${r.between(1, 28)}, 202${r.between(3, 6)}`

export const amount = (r: Random): string =>
  `${r.between(3, 4200)}.${two(r.int(100))} ${r.pick(['USD', 'EUR', 'GBP', 'CHF', 'SEK'])}`

export const host = (r: Random): string =>
  `${r.pick(['portal', 'files', 'cdn', 'shop', 'docs', 'api', 'sync', 'mail', 'collect', 'status'])}${r.chance(0.4) ? r.between(1, 40) : ''}.${r.pick(['example.com', 'example.org', 'example.net', 'sample.example', 'acme.example'])}`

export const url = (r: Random): string =>
  `https://${host(r)}/${r.pick(['a', 'v1', 'orders', 'drop', 'in', 'track', 'help', 'u', 'pages', 'img'])}/${hex(r, r.between(4, 10))}`

export const email = (r: Random): string =>
  `${r
    .pick(firstNames)
    .toLowerCase()
    .replaceAll(
      /[^a-z]/gu,
      '',
    )}.${r.pick(lastNames).toLowerCase()}@${r.pick(['example.com', 'example.org', 'example.net', 'acme.example'])}`

export const two = (n: number): string => String(n).padStart(2, '0')
