extension Style {
    /// Other screens, other eyes.
    static let modes = """
        @media screen and (max-width: 1000px) {
          .grid, .stages, .stage, .gap { display: block; min-width: 0 } .grid { font-size: 14px; min-width: 0 }
          .lane-label, .curve { display: none } .lane h4 { display: block; margin: .2rem 0 .1rem; color: var(--soft) }
          .stage { padding: .4rem; margin: .3rem 0 } .head h3 { font-size: 17px } .head p { display: inline-block; margin-inline-end: .7rem }
          .lane, .passage { padding: .3rem .2rem } .emotion { padding-top: .3rem } .channels .cn { display: inline; min-width: 8rem }
          .channels .none { display: none } .gap { text-align: start; padding: .3rem .6rem; border-inline-start: 3px solid var(--edge); margin-inline-start: 1rem }
          .passage h3 { display: block; font-size: 14px; margin: 0 } .arrow { display: none } .rate, .passage p { display: inline-block; margin-inline-end: .5rem }
          .rate b { display: inline } .handoff { margin: .2rem 0 } .mapscroll { overflow: visible }
          .emotion .axis { display: block; position: relative; height: 12px; background: linear-gradient(var(--edge), var(--edge)) center / 1px 100% no-repeat, linear-gradient(var(--line), var(--line)) center / 100% 1px no-repeat }
          .emotion .axis i { position: absolute; top: 4px; height: 4px; background: var(--edge) }
          .emotion .axis em { position: absolute; top: 1px; width: 10px; height: 10px; margin-left: -5px; border-radius: 50%; background: var(--ink) }
        }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
        @media (forced-colors: active) {
          .bar i, .emotion .axis em, .emotion .axis i { forced-color-adjust: none; background: CanvasText }
          .channels circle { fill: CanvasText } .curve .path, .curve .whisker, .curve .zero { stroke: CanvasText }
          .band polygon { fill: GrayText } .stage { border: 1px solid CanvasText } .curve svg > * { fill: CanvasText }
        }
        """

    /// A3 across: the map on one page. 6.5 points are 8.7 pixels.
    static let print = """
        @page { size: A3 landscape; margin: 10mm }
        @media print {
          :root { --ink: #000; --soft: #333; --paper: #fff; --panel: #f4f6f8; --line: #cdd3da; --edge: #717a85; --link: #000;
            --up: #005c94; --down: #a33d00; --orange: #d55e00; --hatch: #e3e6ea; --circle: #0072b2; --square: #d55e00;
            --triangle: #00795a; --diamond: #000; --ring: #a8528a; --card: #fff; color-scheme: light }
          * { -webkit-print-color-adjust: exact; print-color-adjust: exact }
          body { max-width: none; padding: 0; font-size: 11px } nav, .skip { display: none } a { text-decoration: none }
          .grid { font-size: 9.5px; line-height: 1.25; min-width: 0 } .mapscroll { overflow: visible } .lane { padding-block: .15rem }
          h1 { font-size: 16px; margin: 0 } h2 { margin: .5rem 0 .2rem; font-size: 13px } .tiles b { font-size: 14px } .tiles div { padding: .1rem .5rem }
          #findings { break-before: page } details:not([open]) { display: none }
          .findings > li, article, .strip, tr, .stage { break-inside: avoid }
        }
        """
}
