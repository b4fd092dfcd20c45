/** Facts that a reader knows without context: organisations of many kinds, peoples, forms of firms. Written for this trainer. */
const list = (text: string): string[] =>
  text
    .split('|')
    .map((s) => s.trim())
    .filter((s) => s !== '')
const words = (text: string): string[] => text.trim().split(/\s+/)

export const firms = list(`
Abbott | AbbVie | ABN AMRO | Accor | Acer | AEG | Aegon | Aeroflot | Air Canada | Air France | Air India | Alcatel | Alcoa | Alphabet | Alstom | American Airlines | American Express | Amgen | AMD |
Anheuser-Busch | ArcelorMittal | Arm | ASML | AstraZeneca | ASUS | Atari | Atlassian | Audi | Aviva | BAE Systems | Bank of America | BASF | BBVA | Bentley | Berkshire Hathaway | Best Buy | BlackBerry |
BlackRock | BNP Paribas | Bombardier | Bridgestone | Bristol-Myers Squibb | British Airways | British Telecom | Broadcom | Bugatti | Burberry | Burger King | Cadbury | Canon | Capgemini | Capital One | Cargill |
Casio | Caterpillar | Cathay Pacific | Charles Schwab | China Mobile | Chrysler | Cigna | Citigroup | Coca-Cola | Colgate | ConocoPhillips | Continental | Costco | Credit Suisse | CVS | Dacia | Daimler | Danone |
Dell | Delta Air Lines | Diageo | Discord | DreamWorks | DuPont | E.ON | easyJet | eBay | Electronic Arts | Electrolux | Eli Lilly | Emirates | Enron | Epson | Equifax | Esprit | Etihad | Etsy | Eurostar | Expedia |
Exxon | Fannie Mae | Fiserv | Ford | Foxconn | Freddie Mac | Fujifilm | Fujitsu | Gap | Garmin | General Electric | General Motors | Generali | GlaxoSmithKline | Glencore | Groupon | Gucci | Halliburton | Harley-Davidson |
Hasbro | Hermès | Hershey | Hewlett-Packard | Hilton | Hitachi | Home Depot | Honeywell | HTC | Hyatt | Iberia | Inditex | Instacart | JetBlue | John Deere | JPMorgan | JPMorgan Chase | Kawasaki | Kellogg | KFC | Kodak |
Kraft | Lehman Brothers | Lenovo | Levi Strauss | Lockheed Martin | Lyft | Mahindra | Marriott | Mars | Mattel | Mazda | McDonald's | McDonalds | Medtronic | Mercedes | Mercedes-Benz | Merck | Merrill Lynch | MetLife | Micron |
Mitsubishi | Mitsui | Moderna | Monsanto | Moody's | Motorola | Munich Re | MySpace | Netscape | Nintendo | Nissan | Nomura | Northrop Grumman | NVIDIA | Office Depot | Opel | Oracle | Palantir | Panasonic | Patagonia |
Pepsi | PepsiCo | Philip Morris | Pinterest | Pirelli | Pizza Hut | Porsche | Prudential | Puma | Qantas | Qatar Airways | Qualcomm | Quora | Raytheon | Repsol | Ricoh | Rio Tinto | Rolls-Royce | Rosneft | Royal Mail | RWE | Saab |
Saint-Gobain | Samsonite | Sanofi | Schlumberger | Sears | Sega | Shopify | Singapore Airlines | Skype | Snapchat | Snapple | SoftBank | Southwest Airlines | SpaceX | Sprint | Standard Chartered | Statoil | Subaru | Subway |
Suzuki | Swatch | Swiss Re | Symantec | T-Mobile | Taco Bell | Telenor | Texaco | Texas Instruments | Thales | ThyssenKrupp | Time Warner | Tiffany | Toshiba | TotalEnergies | Trader Joe's | Tripadvisor | Tumblr |
Turkish Airlines | Tyson | Unicredit | United Airlines | Vattenfall | Veolia | Vimeo | Virgin Atlantic | Vivendi | Walgreens | Wells Fargo | Western Digital | Western Union | Westinghouse | Whirlpool | Whole Foods | Workday | Xerox |
Yahoo | Yamaha | Yandex | Yelp | Zillow | Zynga | Twitch | Blizzard | Activision | Ubisoft | Valve | Roblox | Palo Alto Networks | CrowdStrike | Cloudflare | Okta | Datadog | Snowflake | Databricks | MongoDB | Elastic | HashiCorp | Red Hat |
VMware | Broadcom | Arista | Juniper | Zscaler | Fortinet | Kaspersky | Norton | McAfee | Sophos | Twilio | Square | Klarna | Revolut | Wise | Monzo | N26 | Coinbase | Binance | Robinhood | Fidelity | Vanguard | Hugging Face | Mistral | Perplexity
`)
export const media = list(`
ABC | NBC | CBS | Fox News | MSNBC | CNBC | ESPN | MTV | HBO | Hulu | Al Jazeera | Associated Press | Agence France-Presse | AFP | Xinhua | TASS | RIA Novosti | USA Today | Wall Street Journal | Los Angeles Times | Chicago Tribune |
Boston Globe | Financial Times | The Economist | The Times | The Sun | Daily Mail | Daily Telegraph | Daily Mirror | The Independent | The Guardian | The New York Times | The Washington Post | Time | Newsweek | Forbes | Fortune |
Rolling Stone | The New Yorker | Vogue | Wired | Nature | Science | Politico | BuzzFeed | Huffington Post | Vice | Vox | Axios | Business Insider | TechCrunch | Ars Technica | The Verge | The Atlantic | National Geographic |
Der Standard | Die Zeit | Die Welt | Bild | Süddeutsche Zeitung | Frankfurter Allgemeine | FAZ | ARD | ZDF | ORF | RTL | Le Figaro | Libération | L'Équipe | France Télévisions | TF1 | El País | El Mundo | RTVE | La Repubblica | Corriere della Sera | RAI |
NHK | Asahi Shimbun | Yomiuri Shimbun | Times of India | The Hindu | Dawn | Haaretz | Jerusalem Post | Globe and Mail | Toronto Star | CBC | NPR | PBS | C-SPAN | Sky News | Channel 4 | ITV | BBC News | BBC Radio | Deutsche Welle | Penguin Books |
Random House | HarperCollins | Simon & Schuster | Sony Music | Universal Music | EMI | Columbia Records | Atlantic Records | Warner Music | Capitol Records | Def Jam | Motown | Marvel | DC Comics | Pixar | Lucasfilm | 20th Century Fox | MGM | Miramax |
Nickelodeon | Cartoon Network | Comedy Central | Billboard | Pitchfork | NME
`)
export const teams = list(`
Manchester City | Tottenham Hotspur | Tottenham | Spurs | Everton | Aston Villa | Newcastle United | West Ham | West Ham United | Leeds United | Leicester City | Sunderland | Crystal Palace | Celtic | Rangers | Fulham | Southampton | Wolves |
Norwich City | Watford | Blackburn Rovers | Nottingham Forest | Atlético Madrid | Sevilla | Valencia CF | FC Barcelona | Inter Milan | AC Milan | Lazio | Napoli | Fiorentina | AS Roma | Paris Saint-Germain | PSG | Olympique Lyonnais |
Olympique de Marseille | AS Monaco | Ajax | PSV | Feyenoord | Benfica | FC Porto | Sporting CP | Borussia Dortmund | Schalke 04 | Werder Bremen | Bayer Leverkusen | Hertha BSC | VfB Stuttgart | Hamburger SV | RB Leipzig | Galatasaray |
Fenerbahçe | Beşiktaş | Olympiacos | Panathinaikos | Dynamo Kyiv | Spartak Moscow | Boca Juniors | River Plate | Flamengo | Corinthians | Santos FC | Palmeiras | LA Galaxy | New York Red Bulls | Boston Red Sox | Red Sox | New York Mets | Mets |
Chicago Cubs | Cubs | White Sox | Dodgers | San Francisco Giants | Giants | Cardinals | Braves | Phillies | Orioles | Blue Jays | Astros | Mariners | Padres | Twins | Royals | Indians | Tigers | Brewers | Pirates | Rockies | Diamondbacks | Marlins | Athletics |
Boston Celtics | Celtics | Chicago Bulls | Bulls | Los Angeles Lakers | Golden State Warriors | Warriors | Miami Heat | Knicks | Nets | Pistons | Pacers | Cavaliers | Mavericks | Rockets | Raptors | Clippers | Suns | Trail Blazers | Nuggets | Timberwolves |
Patriots | New England Patriots | Dallas Cowboys | Cowboys | Steelers | Packers | Green Bay Packers | Broncos | Seahawks | 49ers | Raiders | Chargers | Ravens | Bengals | Browns | Texans | Colts | Jaguars | Titans | Eagles | Redskins | Bears | Lions | Vikings |
Saints | Falcons | Panthers | Buccaneers | Dolphins | Bills | Jets | Maple Leafs | Canadiens | Bruins | Blackhawks | Red Wings | Penguins | Flyers | Islanders | Devils | Capitals | Lightning | Canucks | Oilers | Flames | Senators | Sharks | Ducks |
All Blacks | Wallabies | Springboks | Mumbai Indians | Chennai Super Kings | McLaren | Red Bull Racing | Scuderia Ferrari | Manchester United | Man Utd | Man United | Man City
`)
export const bodies = list(`
United Nations | UN | European Union | EU | African Union | Arab League | ASEAN | OPEC | NATO | Interpol | Europol | World Health Organization | International Monetary Fund | World Trade Organization | European Central Bank | Federal Reserve | Bundesbank |
Bank of England | Pentagon | Kremlin | CIA | KGB | FSB | MI5 | MI6 | Mossad | NSA | GCHQ | DEA | ATF | TSA | FEMA | NTSB | FAA | OSHA | USDA | HUD | USAID | Peace Corps | State Department | Justice Department | Treasury | Treasury Department | Department of Justice |
Department of Defense | Department of Energy | Department of State | Homeland Security | Department of Homeland Security | House of Representatives | House of Commons | House of Lords | Bundestag | Bundesrat | Knesset | Duma | Lok Sabha |
Politburo | Supreme Court | Court of Appeals | Security Council | General Assembly | Parliament | Senate | Congress | Cabinet | Royal Navy | Royal Air Force | RAF | US Army | U.S. Army | US Navy | U.S. Navy | US Air Force | U.S. Air Force | Marine Corps |
Coast Guard | National Guard | Wehrmacht | Luftwaffe | Red Army | IDF | Hamas | Hezbollah | Taliban | al-Qaeda | Al Qaeda | al-Qaida | ISIS | Islamic State | IRA | ETA | PKK | PLO | FARC | Boko Haram | Muslim Brotherhood | Ku Klux Klan | Mafia |
Democratic Party | Republican Party | Conservative Party | Labour Party | Liberal Party | Liberal Democrats | Green Party | Communist Party | Socialist Party | Tea Party | UKIP | SNP | Sinn Féin | Plaid Cymru | CDU | CSU | SPD | FDP | AfD | Die Linke | ÖVP |
SPÖ | FPÖ | BJP | Congress Party | Likud | Fatah | ANC | African National Congress | PRI | PAN | PSOE | Podemos | Front National | Forza Italia | Lega Nord | United Russia | Fidesz | Syriza | GOP | ACLU | NAACP | NRA | AFL-CIO | UAW | PETA |
Human Rights Watch | Médecins Sans Frontières | Doctors Without Borders | Oxfam | Save the Children | Salvation Army | World Wildlife Fund | WWF | Sierra Club | Boy Scouts | Rotary Club | Lions Club | YMCA | Habitat for Humanity | Planned Parenthood |
Catholic Church | Church of England | Vatican | Freemasons | United Way | Wikimedia Foundation | Apache Software Foundation | Linux Foundation | IEEE | ACM | ISO | W3C | IETF | ICANN | FIDE | IOC | NCAA | NHL | MLB | NASCAR | WWE | UFC | PGA | ATP | WTA | La Liga |
Serie A | Premier League | Bundesliga | Football Association | American League | National League | Ivy League | MIT | Caltech | UC Berkeley | Columbia University | Cornell University | Cornell | Duke University | Brown University | Dartmouth | New York University |
Johns Hopkins | Georgetown University | Rice University | Purdue | Northwestern University | Imperial College | King's College | University College London | Eton | Sorbonne | ETH Zürich | Max Planck Institute | Fraunhofer | Karolinska Institutet | Tsinghua |
Peking University | University of Tokyo | McGill | Trinity College | Smithsonian | Smithsonian Institution | Louvre | Metropolitan Museum | Tate Modern | British Museum | Royal Society | Nobel Foundation | Mayo Clinic | Cleveland Clinic | Charité | Kaiser Permanente |
Scotland Yard | LAPD | NYPD | Metropolitan Police | Gestapo | Stasi | SS | DARPA | NIH | NIST | NOAA | USGS | SETI | RAND Corporation | Brookings Institution | Heritage Foundation | Cato Institute | Transparency International | Bilderberg | Nasdaq | NYSE | FTSE | DAX
`)
export const bands = list(`
The Beatles | Beatles | Rolling Stones | The Rolling Stones | Led Zeppelin | Pink Floyd | Queen | U2 | Coldplay | Radiohead | Nirvana | Pearl Jam | Soundgarden | Metallica | Megadeth | Slayer | Iron Maiden | Judas Priest | Black Sabbath | Deep Purple | AC/DC |
Guns N' Roses | Aerosmith | Bon Jovi | Green Day | Blink-182 | Linkin Park | Limp Bizkit | Korn | Slipknot | Rammstein | Scorpions | Kraftwerk | Depeche Mode | Duran Duran | The Cure | The Smiths | Joy Division | New Order | Oasis | Blur | Pulp | Muse | Arctic Monkeys |
The Strokes | The Killers | Foo Fighters | Red Hot Chili Peppers | Rage Against the Machine | R.E.M. | Talking Heads | The Clash | Sex Pistols | Ramones | The Doors | The Who | The Kinks | The Beach Boys | Beach Boys | Fleetwood Mac | Eagles | ABBA | Bee Gees |
Backstreet Boys | NSYNC | Spice Girls | Destiny's Child | One Direction | Little Mix | Take That | Westlife | BTS | Blackpink | EXO | Twice | Maroon 5 | OneRepublic | Imagine Dragons | Twenty One Pilots | Fall Out Boy | Paramore | My Chemical Romance | Evanescence |
Nightwish | Dream Theater | Genesis | Yes | Rush | Kiss | Van Halen | ZZ Top | Lynyrd Skynyrd | Grateful Dead | Wu-Tang Clan | Public Enemy | Run-DMC | N.W.A | OutKast | The Roots | Daft Punk | Chemical Brothers | Prodigy | Massive Attack | Portishead | Gorillaz
`)
export const demonyms = words(`
Afghan Albanian Algerian American Angolan Arab Arabian Argentine Argentinian Armenian Asian Australian Austrian Azerbaijani Bahraini Bangladeshi Basque Bavarian Belarusian Belgian Berber Bolivian Bosnian Brazilian Breton British Bulgarian Burmese Cambodian
Cameroonian Canadian Caribbean Catalan Caucasian Chechen Chilean Chinese Colombian Congolese Corsican Cossack Croat Croatian Cuban Cypriot Czech Danish Dominican Dutch Ecuadorian Egyptian English Eritrean Estonian Ethiopian European Fijian Filipino Finnish
Flemish French Frisian Galician Georgian German Ghanaian Greek Guatemalan Haitian Hawaiian Hindu Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Islamic Israeli Italian Ivorian Jamaican Japanese Jewish Jordanian Kazakh Kenyan Korean Kosovar
Kurd Kurdish Kuwaiti Laotian Latin Latino Latvian Lebanese Liberian Libyan Lithuanian Macedonian Malaysian Maltese Manx Maori Mexican Moldovan Mongolian Montenegrin Moroccan Mozambican Muslim Namibian Nepalese Nepali Nicaraguan Nigerian Nordic Norman Norwegian
Omani Ottoman Pakistani Palestinian Panamanian Paraguayan Persian Peruvian Polish Portuguese Prussian Qatari Roman Romani Romanian Russian Rwandan Salvadoran Samoan Saudi Saxon Scandinavian Scot Scottish Senegalese Serb Serbian Sicilian Sikh Singaporean Slavic
Slovak Slovakian Slovene Slovenian Somali Soviet Spaniard Spanish Sudanese Swede Swedish Swiss Syrian Taiwanese Tajik Tamil Tanzanian Tatar Texan Thai Tibetan Tunisian Turk Turkish Turkmen Tuscan Ugandan Ukrainian Uruguayan Uzbek Venetian Venezuelan Victorian
Vietnamese Viking Welsh Western Yemeni Yugoslav Zambian Zimbabwean Zulu African Californian Londoner Parisian Berliner Viennese Catholic Protestant Christian Orthodox Buddhist Sunni Shia Shiite Lutheran Anglican Baptist Methodist Presbyterian Mormon Quaker
Afro-American African-American Anglo-Saxon Anglo-American Franco-German Sino-American Celtic Gaelic Hellenic Byzantine Germanic Iberian Balkan Baltic Mediterranean Arctic Antarctic Alpine
`)
/** Behind a name, they make it a firm. */
export const firmForms = words(
  'Inc Ltd LLC LLP LP Corp Corporation Co Company PLC plc GmbH AG SE KG KGaA OHG eG e.V EV SA SAS SARL SL SpA Srl BV NV AB A/S AS ASA Oy Oyj Pty Limited Incorporated Ltda Kft Zrt s.r.o a.s d.o.o OOO OAO PAO Bhd Sdn KK PT Tbk PJSC JSC',
)
/** Part of the name of a body of water, a mountain, a part of town. */
export const placeParts = words(
  'River Lake Mount Mountain Mountains Valley Island Islands Bay Sea Ocean Gulf Strait Cape Peninsula Beach Creek Falls Springs Hills Hill Heights Park Square Bridge Tower Castle Airport Station Street Avenue Road Boulevard Lane Drive Highway Harbor Harbour Port Fort Desert Plateau Canyon Forest County Province District Parish Township Borough Village Town City Republic Kingdom Empire Peninsula Coast Basin Glacier Reservoir Canal Cathedral Abbey Palace Stadium Arena Plaza Campus Prison Cemetery Monument Temple Mosque Shrine Ridge Peak Pass Dam Reef Delta Steppe Saint San Santa Sankt Ste',
)
