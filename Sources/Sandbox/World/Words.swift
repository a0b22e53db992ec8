/// The vocabulary the company is invented from. Everything here is made up; every domain is an example domain.
enum Words {
    static let firstNames: [String] = """
        Ada Alan Alma Amara Anders Anouk Asha Aylin Bea Ben Björn Boris Cara Carlos Chloé Clara Dana Daniel Dara \
        David Dilan Edda Elif Elin Emil Emma Enzo Erik Esra Eva Farid Fatima Felix Fiona Freya Gabriel Grace Greta \
        Hana Hugo Ida Ines Ingrid Ivan Jana Jasper João Joel Jonas Josefin José Julia Kai Karim Katja Kofi Lars \
        Layla Lea Leo Lina Liv Luca Lucía Magnus Maja Malik Mara Marco Maria Marta Mateo Maya Mei Mia Milan Mina \
        Miriam Nadia Naomi Nico Nils Nina Noah Noor Olga Oliver Omar Otto Paula Pavel Petra Pia Priya Quentin Rania \
        Renée Rosa Ruben Sara Selma Simon Sofia Stella Søren Tarek Thea Theo Tilda Tom Uma Valentin Vera Victor \
        Wanda Xenia Yara Yusuf Zoë
        """.split(separator: " ").map(String.init)

    static let lastNames: [String] = """
        Abel Adeyemi Ahlberg Albrecht Andersen Arslan Baker Bauer Becker Bennett Berg Bianchi Blanc Blom Bouchard \
        Brandt Bryant Calder Castro Chen Clarke Costa Cruz Dahl Damm Delgado Demir Dietz Dubois Eklund Engel Ekström \
        Farkas Faure Fischer Fonseca Fontaine Forster Fuchs Garcia Gauthier Gerber Gomez Graf Grant Gruber Haas \
        Hansen Hartmann Hayes Heller Hoffmann Holm Horvath Hughes Ibrahim Iversen Jansen Jensen Jung Kaiser Kaya \
        Keller Khan Klein Kowalski Kraus Kruse Lang Larsen Lehmann Lima Lindqvist Lopez Lorenz Lund Maier Marin Martins \
        Mendes Meyer Moreau Moreno Mukherjee Müller Nakamura Navarro Neumann Nguyen Nilsson Novak Nowak O'Brien \
        Okafor Olsen Ortega Osei Otto Park Patel Perez Peters Popescu Quist Ramos Rao Reed Richter Rossi Roth Ruiz \
        Sato Schmid Schulz Silva Singh Sommer Stein Suzuki Tanaka Thomsen Torres Vogel Wagner Walsh Weber Winter Wolf \
        Yilmaz Young Zeller Zimmer
        """.split(separator: " ").map(String.init)

    static let companyFirst: [String] = """
        Amber Anchor Arbor Atlas Aurora Basalt Beacon Birch Blue Bright Canal Cedar Cinder Clear Cobalt Copper Coral \
        Crown Delta Dune Echo Ember Falcon Fern Fjord Flint Forge Garnet Glacier Granite Harbor Hazel Heron Indigo \
        Iron Ivory Juniper Kestrel Lantern Larch Lumen Maple Marble Meadow Mistral North Nova Oak Onyx Opal Orchard \
        Osprey Pearl Pine Quartz Raven Ridge River Saffron Sable Silver Slate Solar Spruce
        """.split(separator: " ").map(String.init)

    static let companySecond: [String] = """
        Analytics Automation Bank Bearings Cloud Components Consulting Controls Dental Dynamics Energy Foods Freight \
        Health Instruments Labs Logistics Machines Materials Media Mobility Networks Optics Packaging Pharma Robotics \
        Software Supply Systems Textiles Tools Works
        """.split(separator: " ").map(String.init)

    static let cities = [
        "Aarhus", "Berlin", "Bristol", "Chicago", "Dublin", "Ghent", "Graz", "Kraków", "Lisbon", "Lyon", "Malmö",
        "Milan", "Montréal", "München", "Oslo", "Porto", "San José", "Tallinn", "Utrecht", "Zürich",
    ]

    static let countries = [
        "Denmark", "Germany", "United Kingdom", "United States", "Ireland", "Belgium", "Austria", "Poland",
        "Portugal", "France", "Sweden", "Italy",
    ]

    static let jobTitles = [
        "Head of Operations", "Plant Manager", "CFO", "Buyer", "IT Lead", "Managing Director", "Quality Engineer",
        "VP Sales", "Marketing Manager", "Office Manager", "Data Analyst", "Founder",
    ]

    static let industries = [
        "COMPUTER_SOFTWARE", "MACHINERY", "LOGISTICS_AND_SUPPLY_CHAIN", "HOSPITAL_HEALTH_CARE", "FINANCIAL_SERVICES",
        "FOOD_PRODUCTION", "RENEWABLES_ENVIRONMENT", "TEXTILES",
    ]

    static let topics = [
        "the pilot in two plants", "pricing for 40 seats", "the security questionnaire", "single sign-on",
        "the data export", "a second workspace", "the quarterly review", "onboarding of the new team",
        "the renewal terms", "an integration with their ERP", "reporting across regions", "the mobile app",
        "the audit trail", "invoices in two currencies", "migration of old records", "training for admins",
    ]

    static let openings = [
        "Spoke about", "Asked us about", "Wants a proposal on", "Followed up on", "Has doubts about",
        "Is very happy with", "Needs help with", "Sent figures on", "Waits for an answer on", "Compared us on",
    ]

    /// Some of these hold what breaks careless readers: quotes, line breaks, tabs, markup, emoji, several scripts.
    static let closings = [
        "Call again next week.", "They said: \"send it by Friday\".", "Budget is approved ✅",
        "Decision sits with the board;\nwe meet them on the 14th.", "<p>See the attached <b>offer</b>.</p>",
        "Competitor quoted 12\u{202F}% less.", "Naïve question, good answer.", "Price is fine\tbut timing is not.",
        "次のステップを確認。", "No further steps.", "Legal reads clause 4.2 \\ annex B.", "👩‍🔧 will join the call.",
    ]

    static let ticketSubjects = [
        "Login fails after the update", "Invoice shows the wrong VAT", "Export stops at 10,000 rows",
        "Cannot invite a colleague", "Sync is slow since Monday", "How do we archive a project?",
        "Dashboard shows old numbers", "Error 500 on \"Save\"", "Please delete a test user", "Feature: dark mode",
    ]

    static let surveyComments = [
        "Setup took an hour, as promised.", "Support answered within minutes!", "Too expensive for what it does.",
        "The export saved our audit.", "I had to ask three times.", "Love the new dashboard ❤️", "It is okay.",
        "Colleagues find it hard to learn.", "Would recommend to any plant.", "Meh.",
    ]

    static let campaignTopics = [
        "What changed this month", "Five checks before an audit", "Customer story: Fjord Foods", "Webinar invitation",
        "Release notes", "Field guide to onboarding", "Last seats for Thursday", "Your quarter in numbers",
        "Benchmark report", "New: regional reports", "Season's greetings", "We moved the documentation",
    ]

    static let plans = ["starter", "team", "business", "enterprise"]
}
