extension Style {
    /// Other screens, other eyes.
    static let modes = """
        @media screen and (max-width: 1000px) {
          .grid, .stages, .stage, .gap { display: block; min-width: 0 } .grid { font-size: 14px; min-width: 0 }
          .lane-label, .curve { display: none } .lane h4 { display: block; margin: .2rem 0 .1rem; color: var(--soft) }
          .stage { padding: .4rem; margin: .3rem 0 } .head h3 { font-size: 17px } .head p { display: inline-block; margin-inline-end: .7rem }
          .lane, .passage { padding: .3rem .2rem } .emotion { padding-top: .3rem } .channels .cn { display: inline; min-width: 8rem }
          .channels .none { display: none } .gap { text-align: start; padding: .3rem .6rem; border-inline-start: 3px solid var(--edge); margin-inline-start: 1rem }
          .passage .more { display: inline } .passage h3 { display: block; font-size: 14px; margin: 0 } .arrow { display: none } .rate, .passage p { display: inline-block; margin-inline-end: .5rem }
          .truths .what, .truths .ci { display: inline } .rate b { display: inline } .handoff { margin: .2rem 0 } .mapscroll { overflow: visible }
          .emotion .axis { display: block; position: relative; height: 12px; background: linear-gradient(var(--edge), var(--edge)) center / 1px 100% no-repeat, linear-gradient(var(--line), var(--line)) center / 100% 1px no-repeat }
          .emotion .axis i { position: absolute; top: 4px; height: 4px; background: var(--edge) }
          .emotion .axis em { position: absolute; top: 1px; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: var(--ink) }
        }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
        @media (forced-colors: active) {
          .bar i, .emotion .axis em, .emotion .axis i { forced-color-adjust: none; background: CanvasText }
          .channels circle { fill: CanvasText } .curve .path, .curve .whisker, .curve .zero { stroke: CanvasText }
          .band polygon { fill: GrayText } .stage { border: 1px solid CanvasText } .curve svg > * { fill: CanvasText } .curve .o-ring svg > * { fill: Canvas; stroke: CanvasText }
        }
        """

    /// A3 across: the map on one page. 6.5 points are 8.7 pixels.
    static let print = """
        @page { size: A3 landscape; margin: 10mm }
        @media print {
          :root { --ink: #000; --soft: #333; --paper: #fff; --panel: #f4f6f8; --line: #cdd3da; --edge: #717a85; --link: #000;
            --good: #005c94; --bad: #a33d00; --orange: #d55e00; --hatch: #e3e6ea; --circle: #0072b2; --square: #d55e00;
            --triangle: #00795a; --diamond: #000; --ring: #a8528a; --card: #fff; color-scheme: light }
          * { -webkit-print-color-adjust: exact; print-color-adjust: exact }
          html { font-size: 12px } body { max-width: none; padding: 0; font-size: 11px } nav, .skip { display: none } a { text-decoration: none }
          .grid { font-size: 8.9px; line-height: 1.2; min-width: 0; break-inside: avoid;
            grid-template-columns: 70px repeat(var(--gaps), minmax(0, 2.6fr) minmax(0, 1fr)) minmax(0, 2.6fr) }
          .grid.many { break-inside: auto } .lane-label span, .lane-label i { width: 69px } .mapscroll { overflow: visible }
          .lane, .handoff { padding: 2px 3px } .lane-label { padding: 2px 0 } .curve { zoom: .75 } .curve .tick { font-size: 12px } .emotion { padding-top: 82px } .quiet .emotion { padding-top: 2px }
          .channels { padding: calc(2px + 1.2em) 3px 0 } .channels li, .lane-label i { height: 13px; line-height: 13px }
          .channels svg { width: 13px; height: 13px } .steps .chip { padding: 0 3px; margin-bottom: 2px } .bar { margin-top: 1px }
          .passage { font-size: 1em } .head h3 { font-size: 11px } .rate b, .arrow { font-size: 12px } .head p { display: inline; margin-inline-end: .4em } .founded .words { display: none }
          .card { padding: 1px 4px } .truths .what, .truths .ci, .emotion li .ci, .flags .ci, blockquote p { display: inline } blockquote { margin: 1px 0 } .card p { display: inline-block; margin-inline-end: .6em } .truths li, .pains li, .flags li, .emotion li { margin-bottom: 1px }
          h1 { font-size: 15px; margin: 0 } h2 { margin: 4px 0 2px; font-size: 12px } .lens { font-size: 9.5px } #short h2 { display: none }
          .tiles { margin-top: 3px } .tiles b { font-size: 13px } .tiles div { padding: 1px 6px } .tiles dd span { display: inline; font-size: 9px } .tiles dt { font-size: 9px }
          .worst { display: flex; gap: 0 1.5rem; flex-wrap: wrap; margin-top: 2px; font-size: 10px } .worst li { padding: 0 } .tag { font-size: 8.9px; padding: 0 4px }
          .legend { font-size: 8.9px; margin-bottom: 2px } #findings { break-before: page } details:not([open]) { display: none }
          .findings > li, article, .strip, tr { break-inside: avoid }
        }
        """
}
