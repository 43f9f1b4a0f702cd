/// The words company names are made of: `North` + `bridge` + `Controls`.
///
/// Every account has its own triple, so its domain is its own too. That two triples never run
/// together into the same letters is checked by the tests.
enum CompanyWords {
  /// 256 beginnings, some of them with letters beyond ASCII.
  static let first = WordList(
    """
    Alder|Amber|Anchor|Apex|Arbor|Arc|Arden|Ash|Aspen|Aster|Atlas|Autumn|Axle|Azure|Banner|Barley|
    Basalt|Bay|Beacon|Bear|Birch|Black|Blue|Bold|Boulder|Bow|Bram|Brass|Breck|Bright|Brook|Cairn|
    Calder|Cam|Canyon|Cardinal|Carmine|Castle|Cedar|Chalk|Clay|Clear|Cliff|Clover|Coal|Cobalt|Copper|Coral|
    Crane|Crest|Crown|Crystal|Cypress|Dane|Dawn|Deep|Delta|Dove|Drift|Dusk|Eagle|East|Eben|Echo|
    Elder|Elk|Elm|Ember|Emerald|Ever|Fair|Falcon|Fal|Fern|Finch|Fir|Flint|Fox|Free|Frost|
    Gale|Garnet|Glacier|Glen|Gold|Granite|Grand|Green|Grey|Grove|Gull|Halcyon|Hall|Hammer|Harbor|Hart|
    Haven|Hawk|Hazel|Heath|Hemlock|Heron|High|Hollow|Holly|Horizon|Indigo|Iron|Ivory|Ivy|Jade|Jasper|
    Juniper|Kestrel|Keystone|King|Kite|Lake|Lark|Larch|Laurel|Lead|Lime|Linden|Lion|Loch|Long|Lunar|
    Lynx|Magnolia|Maple|Marble|Maritime|Marsh|Meadow|Merlin|Mid|Mill|Mint|Mist|Moon|Moss|Myrtle|Nettle|
    New|Noble|Nord|North|Oak|Oat|Ocean|Olive|Onyx|Opal|Orchid|Osprey|Otter|Owl|Palm|Pearl|
    Pebble|Pike|Pine|Pilot|Plain|Poplar|Prairie|Quarry|Quartz|Quill|Rain|Raven|Red|Reed|Ridge|River|
    Robin|Rock|Rose|Rowan|Ruby|Rush|Rust|Sable|Saffron|Sage|Salt|Sand|Sapphire|Scarlet|Sea|Shale|
    Silver|Sky|Slate|Snow|Solar|South|Spark|Spring|Spruce|Stag|Star|Steel|Stern|Stone|Storm|Summer|
    Summit|Sun|Swan|Swift|Sycamore|Tall|Tern|Terra|Thistle|Thorn|Tide|Timber|Topaz|True|Umber|Union|
    Upper|Vale|Vantage|Verdant|Violet|Vista|Walnut|Warm|West|Wheat|White|Wild|Willow|Wind|Winter|Wolf|
    Ångström|Älv|Bjørn|Château|Élan|Étoile|Grün|Jürgen|König|Löwen|Müller|Peña|São|Schön|Übersee|Zürich
    """)

  /// 64 second halves.
  static let second = WordList(
    """
    bank|bay|beam|berg|bloom|bluff|bourne|bridge|brook|burg|bury|by|cliffe|combe|court|cove|
    crest|croft|dale|den|edge|fall|feld|field|ford|forge|gate|glade|grove|ham|haven|hill|
    holm|house|hurst|lake|land|leaf|ley|light|line|lock|mark|mere|mill|moor|mont|peak|
    point|pool|port|reach|ridge|shire|shore|side|stead|stone|stream|ton|view|ville|way|wood
    """)

  /// 64 third words for each kind of trade. The first 32 are the same for all; a word stands
  /// at one place only, whichever the kind.
  static let trade = FixedList(
    [
      """
      Automation|Controls|Robotics|Machinery|Drives|Tooling|Castings|Hydraulics|
      Fabrication|Motion|Sensors|Conveyors|Bearings|Mechatronics|Valves|Turbines|
      Welding|Components|Instruments|Motors|Pumps|Presses|Assembly|Gears|
      Fasteners|Precision|Metalworks|Actuators|Plastics|Coatings|Alloys|Kinetics
      """,
      """
      Outfitters|Stores|Market|Bazaar|Boutique|Gifts|Apparel|Home|
      Pantry|Provisions|Trading|Toys|Cycles|Books|Garden|Kitchen|
      Sports|Footwear|Jewelry|Beauty|Crafts|Optics|Interiors|Textiles|
      Bakery|Coffee|Flowers|Pets|Wines|Tea|Furniture|Goods
      """,
      """
      Software|Analytics|Cloud|Data|Security|Digital|Media|Telecom|
      Health|Clinic|Pharma|Biotech|Insurance|Finance|Legal|Logistics|
      Freight|Energy|Power|Water|Estates|Construction|Foods|Hotels|
      Travel|Education|Learning|Staffing|Design|Research|Engineering|Studios
      """,
    ].map { WordList(general + "|" + $0) })

  private static let general = """
    Group|Partners|Company|Works|Industries|Systems|Technologies|Solutions|
    Enterprises|Holdings|Associates|International|Global|Services|Supply|Products|
    Concepts|Ventures|Collective|Labs|Network|Innovations|Consulting|Resources|
    Brothers|Sons|Union|Alliance|Dynamics|Direct|Plus|One
    """

  /// What tells the 1,048,577th company from the first: nothing up to there, then one of these.
  static let qualifier = WordList(
    """
    |Europe|America|Pacific|Nordic|Atlantic|Central|Western|Eastern|
    Northern|Southern|Coastal|National|Metro|Regional|Continental
    """)

  static let firstSlugs = first.slugs()
  static let secondSlugs = second
  static let tradeSlugs = FixedList((0..<trade.count).map { trade[$0].slugs() })
  static let qualifierSlugs = qualifier.slugs()
}
