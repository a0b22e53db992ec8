/// Mailboxes that a company reads with several people: an address says the role, not the person.
///
/// RFC 2142 names the first group; the others are what companies put on their websites. A configuration adds to it.
enum SharedInbox {
    static let roles: Set<String> = [
        "info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster", "hostmaster", "usenet",
        "news",
        "webmaster", "www", "uucp", "ftp",

        "accounting", "accounts", "accountspayable", "admin", "administration", "administrator", "ap", "ar", "billing",
        "booking", "bookings", "buchhaltung", "careers", "compliance", "contact", "customercare", "customerservice",
        "customersupport", "datenschutz", "donotreply", "einkauf", "enquiries", "enquiry", "feedback", "finance",
        "hello",
        "help", "helpdesk", "hi", "hr", "inquiries", "invoice", "invoices", "invoicing", "it", "jobs", "kontakt",
        "legal",
        "mail", "mailer-daemon", "media", "newsletter", "no-reply", "noreply", "office", "operations", "order",
        "orders",
        "payments", "personal", "post", "press", "presse", "privacy", "procurement", "purchasing", "rechnung",
        "rechnungen", "reception", "recruiting", "recruitment", "returns", "sekretariat", "service", "shop", "team",
        "verkauf", "vertrieb", "zentrale",
    ]
}

/// Providers of mailboxes for everybody: such a domain says nothing about the organisation.
///
/// The large ones by their own lists of domains; a configuration adds to it.
enum FreeMail {
    static let domains: Set<String> = [
        "126.com", "163.com", "aim.com", "alice.it", "aol.com", "arcor.de", "att.net", "bellsouth.net", "bigpond.com",
        "bluewin.ch", "bol.com.br", "btinternet.com", "charter.net", "comcast.net", "cox.net", "daum.net", "duck.com",
        "earthlink.net", "email.com", "email.cz", "fastmail.com", "fastmail.fm", "free.fr", "freenet.de", "gmail.com",
        "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hanmail.net", "hey.com", "hotmail.co.uk",
        "hotmail.com", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "hushmail.com", "icloud.com",
        "inbox.com",
        "interia.pl", "juno.com", "laposte.net", "libero.it", "live.com", "live.co.uk", "live.de", "live.fr", "live.nl",
        "mac.com", "mail.com", "mail.de", "mail.ru", "mailbox.org", "me.com", "msn.com", "naver.com", "o2.pl",
        "online.de", "onet.pl", "optonline.net", "orange.fr", "outlook.com", "outlook.de", "outlook.es", "outlook.fr",
        "pm.me", "posteo.de", "proton.me", "protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com", "sapo.pt",
        "sbcglobal.net", "seznam.cz", "sfr.fr", "sina.com", "sky.com", "t-online.de", "talktalk.net", "telenet.be",
        "terra.com.br", "tutanota.com", "uol.com.br", "verizon.net", "virgilio.it", "virginmedia.com", "wanadoo.fr",
        "web.de", "wp.pl", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.br",
        "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.com", "yandex.ru", "ymail.com", "ziggo.nl", "zoho.com",
    ]
}
