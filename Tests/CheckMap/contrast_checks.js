// Text against what is behind it: at least 4.5 to 1, 3 to 1 where it is large. Gives what is too faint.
(() => {
    const parse = (text) => {
        const parts = text.match(/[\d.]+/g).map(Number)
        return [parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : 1]
    }
    const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1)
    const light = (colour) => {
        const [r, g, b] = colour.slice(0, 3).map((value) => {
            const share = value / 255
            return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18, 1] : [255, 255, 255, 1]
    const behind = (element) => {
        const layers = []
        for (let at = element; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor))
        return layers.reverse().reduce((below, layer) => over(layer, below), canvas)
    }
    const faint = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement
        if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
        if (element.closest("title, desc, style, .sr")) continue
        const style = getComputedStyle(element)
        const ink = parse(element.ownerSVGElement ? style.fill : style.color)
        const back = behind(element)
        const [a, b] = [light(over(ink, back)), light(back)]
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
        const size = parseFloat(style.fontSize)
        const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
        // Marks are drawings: what they mean stands in words beside them.
        const isMark = element.closest("[aria-hidden=true]") !== null
        if (ratio < (isLarge || isMark ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} to 1: ${node.data.trim().slice(0, 40)}`)
    }
    return faint
})()
