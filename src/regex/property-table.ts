// Made by scripts/generate-properties from Perl's own tables: do not edit.

/**
 * Ranges of bytes in hexadecimal, and the names (lower case, no blanks, `_` or `-`) of the properties they
 * make up.
 */
export const PROPERTY_TABLE: readonly (readonly [ranges: string, names: string])[] = [
  [
    "",
    "adlam adlm aghb ahom anatolianhieroglyphs arab arabic armenian armi armn avestan avst bali " +
      "balinese bamu bamum bass bassavah batak batk beng bengali bhaiksuki bhks bopo bopomofo " +
      "brah brahmi brai braille bugi buginese buhd buhid cakm canadianaboriginal cans cari carian " +
      "caucasianalbanian chakma cham cher cherokee chorasmian chrs cn co combiningmark copt " +
      "coptic cpmn cprt cs cuneiform cypriot cyprominoan cyrillic cyrl deseret deva devanagari " +
      "diak divesakuru dogr dogra dsrt dupl duployan egyp egyptianhieroglyphs elba elbasan elym " +
      "elymaic enclosingmark ethi ethiopic geor georgian glag glagolitic gong gonm goth gothic " +
      "gran grantha greek grek gujarati gujr gunjalagondi gurmukhi guru han hang hangul hani " +
      "hanifirohingya hano hanunoo hatr hatran hebr hebrew hira hiragana hluw hmng hmnp hung " +
      "imperialaramaic inherited inscriptionalpahlavi inscriptionalparthian ital java javanese " +
      "kaithi kali kana kannada katakana kayahli khar kharoshthi khitansmallscript khmer khmr " +
      "khoj khojki khudawadi kits knda kthi lana lao laoo lepc lepcha letternumber limb limbu " +
      "lina linb lineara linearb lineseparator lisu lm lt lyci lycian lydi lydian m mahajani mahj " +
      "maka makasar malayalam mand mandaic mani manichaean marc marchen mark masaramgondi mc me " +
      "medefaidrin medf meeteimayek mend mendekikakui merc mero meroiticcursive " +
      "meroitichieroglyphs miao mlym mn modi modifierletter mong mongolian mro mroo mtei mult " +
      "multani myanmar mymr nabataean nand nandinagari narb nbat newa newtailue nko nkoo nl " +
      "nonspacingmark nshu nushu nyiakengpuachuehmong ogam ogham olchiki olck oldhungarian " +
      "olditalic oldnortharabian oldpermic oldpersian oldsogdian oldsoutharabian oldturkic " +
      "olduyghur oriya orkh orya osage osge osma osmanya ougr pahawhhmong palm palmyrene " +
      "paragraphseparator pauc paucinhau perm phag phagspa phli phlp phnx phoenician plrd " +
      "privateuse prti psalterpahlavi qaac qaai rejang rjng rohg runic runr samaritan samr sarb " +
      "saur saurashtra sgnw sharada shavian shaw shrd sidd siddham signwriting sind sinh sinhala " +
      "sogd sogdian sogo sora sorasompeng soyo soyombo spacingmark sund sundanese surrogate sylo " +
      "sylotinagri syrc syriac tagalog tagb tagbanwa taile taitham taiviet takr takri tale talu " +
      "tamil taml tang tangsa tangut tavt telu telugu tfng tglg thaa thaana thai tibetan tibt " +
      "tifinagh tirh tirhuta titlecaseletter tnsa toto ugar ugaritic unassigned unknown vai vaii " +
      "vith vithkuqi wancho wara warangciti wcho xpeo xsux yezi yezidi yi yiii zanabazarsquare " +
      "zanb zinh zl zp zzzz",
  ],
  ["0-1f 7f", "posixcntrl"],
  ["0-1f 7f-9f", "cc cntrl control xposixcntrl"],
  ["0-1f 7f-9f ad", "c other"],
  ["0-40 5b-60 7b-a9 ab-b9 bb-bf d7 f7", "common zyyy"],
  ["0-7f", "ascii basiclatin inascii inbasiclatin"],
  ["0-ff", "all any assigned unicode"],
  ["20 a0", "separator spaceseparator z zs"],
  ["20-7e", "posixprint"],
  ["20-7e a0-ac ae-ff", "graphemebase grbase"],
  ["20-7e a0-ff", "print xposixprint"],
  ["21 2c 2e 3a-3b 3f", "term terminalpunctuation"],
  ["21 2e 3f", "sentenceterminal sterm"],
  ["21-23 25-27 2a 2c 2e-2f 3a-3b 3f-40 5c a1 a7 b6-b7 bf", "otherpunctuation po"],
  ["21-23 25-2a 2c-2f 3a-3b 3f-40 5b-5d 5f 7b 7d a1 a7 ab b6-b7 bb bf", "p punct punctuation"],
  ["21-2f 3a-40 5b-5e 60 7b-7e a1-a7 a9 ab-ac ae b0-b1 b6 bb bf d7 f7", "patsyn patternsyntax"],
  ["21-2f 3a-40 5b-60 7b-7e", "posixpunct"],
  ["21-2f 3a-40 5b-60 7b-7e a1 a7 ab b6-b7 bb bf", "xposixpunct"],
  ["21-7e", "posixgraph"],
  ["21-7e a1-ff", "graph xposixgraph"],
  ["22 27 ab bb", "qmark quotationmark"],
  ["23 2a 30-39", "ecomp emojicomponent"],
  ["23 2a 30-39 a9 ae", "emoji"],
  ["24 2b 3c-3e 5e 60 7c 7e a2-a6 a8-a9 ac ae-b1 b4 b8 d7 f7", "s symbol"],
  ["24 a2-a5", "currencysymbol sc"],
  ["27 2e 3a 5e 60 a8 ad af b4 b7-b8", "caseignorable ci"],
  ["28 5b 7b", "openpunctuation ps"],
  ["28-29 3c 3e 5b 5d 7b 7d ab bb", "bidim bidimirrored"],
  ["29 5d 7d", "closepunctuation pe"],
  ["2b 3c-3e 5e 7c 7e ac b1 d7 f7", "math"],
  ["2b 3c-3e 7c 7e ac b1 d7 f7", "mathsymbol sm"],
  ["2d", "dash dashpunctuation pd"],
  ["2d ad", "hyphen"],
  ["30-39", "decimalnumber digit nd posixdigit xposixdigit"],
  ["30-39 41-46 61-66", "ahex asciihexdigit hex hexdigit posixxdigit xdigit xposixxdigit"],
  ["30-39 41-5a 5f 61-7a", "perlword posixword"],
  ["30-39 41-5a 5f 61-7a aa b5 b7 ba c0-d6 d8-f6 f8-ff", "idc idcontinue xidc xidcontinue"],
  ["30-39 41-5a 5f 61-7a aa b5 ba c0-d6 d8-f6 f8-ff", "word xposixword"],
  ["30-39 41-5a 61-7a", "posixalnum"],
  ["30-39 41-5a 61-7a aa b5 ba c0-d6 d8-f6 f8-ff", "alnum xposixalnum"],
  ["30-39 b2-b3 b9 bc-be", "n number"],
  ["41-5a", "posixupper"],
  ["41-5a 61-7a", "posixalpha"],
  [
    "41-5a 61-7a aa b5 ba c0-d6 d8-f6 f8-ff",
    "alpha alphabetic cased ids idstart l letter xids xidstart xposixalpha",
  ],
  ["41-5a 61-7a aa ba c0-d6 d8-f6 f8-ff", "latin latn"],
  ["41-5a 61-7a b5 c0-d6 d8-f6 f8-ff", "casedletter changeswhencasemapped cwcm l& l_ lc"],
  ["41-5a a0 a8 aa ad af b2-b5 b8-ba bc-be c0-d6 d8-df", "changeswhennfkccasefolded cwkcf"],
  ["41-5a b5 c0-d6 d8-df", "changeswhencasefolded cwcf"],
  ["41-5a c0-d6 d8-de", "changeswhenlowercased cwl lu upper uppercase uppercaseletter xposixupper"],
  ["5e 60 a8 af b4 b7-b8", "dia diacritic"],
  ["5e 60 a8 af b4 b8", "modifiersymbol sk"],
  ["5f", "connectorpunctuation pc"],
  ["61-7a", "posixlower"],
  ["61-7a aa b5 ba df-f6 f8-ff", "lower lowercase xposixlower"],
  ["61-7a b5 df-f6 f8-ff", "changeswhentitlecased changeswhenuppercased cwt cwu ll lowercaseletter"],
  ["69-6a", "sd softdotted"],
  ["80-ff", "inlatin1 inlatin1sup inlatin1supplement latin1 latin1sup latin1supplement"],
  ["9 20", "posixblank"],
  ["9 20 a0", "blank horizspace xposixblank"],
  ["9-d 20", "perlspace posixspace"],
  ["9-d 20 85", "patternwhitespace patws"],
  ["9-d 20 85 a0", "space spaceperl whitespace wspace xperlspace xposixspace"],
  ["a-d 85", "vertspace"],
  ["a6 a9 ae b0", "othersymbol so"],
  ["a9 ae", "extendedpictographic extpict"],
  ["aa ba", "lo otherletter"],
  ["ab", "initialpunctuation pi"],
  ["ad", "cf defaultignorablecodepoint di format"],
  ["b2-b3 b9 bc-be", "no othernumber"],
  ["b7", "ext extender"],
  ["bb", "finalpunctuation pf"],
];
