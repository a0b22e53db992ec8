// What an accessibility checker looks at, of this page. Gives a list of what is wrong, in words.
(() => {
    const wrong = []
    const all = (selector, within = document) => [...within.querySelectorAll(selector)]
    const name = (element) => `${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""}`
        + `${element.className && element.className.baseVal === undefined ? "." + element.className : ""}`
    const tell = (what, element) => wrong.push(`${what}: ${name(element)} ${(element.textContent || "").trim().slice(0, 50)}`)
    const label = (element) => element.getAttribute("aria-label")
        || (element.getAttribute("aria-labelledby") || "").split(/\s+/).map((id) => document.getElementById(id)?.textContent || "").join(" ").trim()
    const isHidden = (element) => element.closest("[aria-hidden=true]") !== null

    if (!document.documentElement.lang) wrong.push("the page has no language")
    if (!document.title) wrong.push("the page has no title")
    if (all("main").length !== 1) wrong.push("not one main landmark")
    for (const landmark of ["header", "footer", "nav"]) if (!document.querySelector(landmark)) wrong.push(`no ${landmark}`)
    if (all("script").length) wrong.push(`${all("script").length} scripts`)
    for (const element of all("*")) for (const attribute of element.attributes) {
        if (/^on/i.test(attribute.name)) tell(`a handler ${attribute.name}`, element)
        if (/^\s*javascript:/i.test(attribute.value)) tell(`a script in ${attribute.name}`, element)
    }

    const ids = new Map()
    for (const element of all("[id]")) ids.set(element.id, (ids.get(element.id) || 0) + 1)
    for (const [id, count] of ids) if (count > 1) wrong.push(`id ${id} ${count} times`)
    for (const link of all("a[href^='#']")) {
        if (!ids.has(link.getAttribute("href").slice(1))) tell(`a link to nowhere ${link.getAttribute("href")}`, link)
    }
    for (const element of all("[aria-labelledby], [aria-describedby]")) {
        for (const id of ((element.getAttribute("aria-labelledby") || "") + " " + (element.getAttribute("aria-describedby") || "")).trim().split(/\s+/)) {
            if (!ids.has(id)) tell(`labelled by nothing: ${id}`, element)
        }
    }

    for (const image of all("img")) if (!image.hasAttribute("alt")) tell("a picture without words", image)
    for (const image of all("svg")) {
        if (isHidden(image) || image.parentElement.closest("svg")) continue
        if (!label(image) && !image.querySelector(":scope > title")) tell("a drawing without words", image)
    }
    for (const element of all("a, button, summary, [role=region], section, nav")) {
        if (isHidden(element)) continue
        if (element.matches("[role=region], section, nav")) { if (!label(element)) tell("without a name", element) }
        else if (!element.textContent.trim() && !label(element)) tell("without a name", element)
    }

    let last = 0
    const shown = all("h1, h2, h3, h4, h5, h6").filter((heading) => heading.getClientRects().length || heading.closest("details:not([open])"))
    for (const heading of shown) {
        const level = Number(heading.tagName[1])
        if (level > last + 1) tell(`a heading skips from ${last} to ${level}`, heading)
        if (!heading.textContent.trim()) tell("an empty heading", heading)
        last = level
    }
    if (all("h1").length !== 1) wrong.push("not one h1")

    for (const table of all("table")) {
        if (!table.caption || !table.caption.textContent.trim()) tell("a table without a caption", table)
        for (const head of all("th", table)) if (!["row", "col"].includes(head.scope)) tell("a header without a scope", head)
        for (const row of table.tBodies[0].rows) {
            const columns = table.tHead.rows[0].cells.length
            if (row.cells.length !== columns) tell(`a row of ${row.cells.length} cells under ${columns} heads`, row)
        }
    }
    for (const list of all("ul, ol")) for (const child of list.children) if (child.tagName !== "LI") tell("not an item of a list", child)
    for (const list of all("dl")) for (const child of list.children) if (!["DIV", "DT", "DD"].includes(child.tagName)) tell("not an item of a list", child)

    // In the order of the document: nobody may jump the queue.
    for (const element of all("[tabindex]")) if (element.tabIndex > 0) tell("jumps the order of focus", element)
    // Only what can be scrolled or acted on may be stopped at.
    for (const element of all("[tabindex='0']")) if (element.getAttribute("role") !== "region") tell("a stop without a use", element)
    return wrong
})()
