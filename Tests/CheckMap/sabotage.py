"""Ways to spoil a good page. Each gives what was done, the page, and a word of the complaint that is expected."""


def sabotages(html):
    policy = html[html.index('<meta http-equiv="Content-Security-Policy"'):]
    policy = policy[:policy.index(">") + 1]
    unguarded = html.replace(policy, "", 1)

    def before_end(page, text):
        return page.replace("</main>", text + "</main>", 1)

    return [
        ("a picture from elsewhere", before_end(unguarded, '<img alt="x" src="http://127.0.0.1:9/x.png">'), "request:"),
        ("the same, refused by the policy", before_end(html, '<img alt="x" src="http://127.0.0.1:9/x.png">'), "console:"),
        ("a script that opens a dialog", before_end(unguarded, "<script>setTimeout(() => alert(1), 20)</script>"), "dialog"),
        ("a script at all", before_end(unguarded, "<script>1</script>"), "scripts"),
        ("a name that became markup", unguarded.replace("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"), "dialog"),
        ("a name that ended its attribute", before_end(html, '<p title="x"\u0301 onmouseover="1">x</p>'), "a handler"),
        ("a handler", before_end(html, '<p onclick="1">x</p>'), "a handler"),
        ("a link that is a script", before_end(html, '<a href="javascript:1">x</a>'), "a script in href"),
        ("a message on the console", before_end(unguarded, "<script>console.error('x')</script>"), "console"),
        ("an id twice", before_end(html, '<p id="map">x</p>'), "id map 2 times"),
        ("a faint text", before_end(html, '<p style="color:#999;background:#fff">faint</p>'), "contrast, light"),
        ("a text that is faint in the dark", before_end(html, '<p style="color:#333">faint</p>'), "contrast, dark"),
        ("a wide block", before_end(html, '<div style="width:2000px">x</div>'), "at 1280 pixels the page scrolls"),
        ("a block too wide for a telephone", before_end(html, '<div style="width:600px">x</div>'), "at 390 pixels the page scrolls"),
        ("a drawing without words", before_end(html, '<svg width="9" height="9"></svg>'), "a drawing without words"),
        ("a picture without words", before_end(html, '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=">'), "a picture without words"),
        ("a table without a caption", html.replace("<caption>", "<caption hidden></caption><i>", 1), "caption"),
        ("a header without a scope", html.replace('<th scope="col">', "<th>", 1), "without a scope"),
        ("a link without a name", before_end(html, '<a href="#map"></a>'), "without a name"),
        ("a link to nowhere", before_end(html, '<a href="#nowhere">x</a>'), "a link to nowhere"),
        ("headings out of order", before_end(html, "<h6>x</h6>"), "a heading skips"),
        ("no language", html.replace(' lang="en"', "", 1), "no language"),
        ("no main part", html.replace("<main>", "<div>", 1).replace("</main>", "</div>", 1), "main landmark"),
        ("somebody who jumps the queue", before_end(html, '<a href="#map" tabindex="3">x</a>'), "order of focus"),
        ("paper of another size", html.replace("size: A3 landscape", "size: A4", 1), "A3"),
        ("very many sheets", before_end(html, '<div style="break-after:page">x</div>' * 12), "sheets"),
    ]
