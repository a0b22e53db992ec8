extension Style {
    /// A grid where there is room for one; else the stages stand below each other (``modes``).
    static let map = """
        .legend { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .8rem; margin-bottom: .5rem; align-items: center }
        .legend .chip { display: inline-block; padding: 0 .4rem }
        .dash { display: inline-block; width: 1.6em; border-top: 2px solid var(--edge); vertical-align: middle } .dash.inferred { border-top-style: dashed }
        .mapscroll { overflow-x: auto; position: relative }
        .grid { font-size: 11.5px; line-height: 1.35; display: grid; min-width: calc(var(--stages) * 10.2rem + 5.4rem);
          grid-template-columns: 5.4rem repeat(var(--gaps), minmax(0, 2.6fr) minmax(0, 1fr)) minmax(0, 2.6fr);
          grid-template-rows: repeat(11, auto) }
        .lane-label { grid-column: 1 / -1; border-top: 1px solid var(--line); padding: .35rem 0; pointer-events: none;
          z-index: 1; color: var(--soft) }
        .lane-label span { display: block; width: 5rem; font-weight: 650; color: var(--ink) }
        .lane-label i { display: block; width: 5.2rem; font-style: normal; height: 20px; line-height: 20px; overflow: hidden;
          white-space: nowrap; text-overflow: ellipsis }
        .lane-label:first-child { border-top: 0 }
        .stages { display: grid; grid-column: 1 / -1; grid-row: 1 / -1; grid-template-columns: subgrid; grid-template-rows: subgrid }
        .stage, .gap { display: grid; grid-row: 1 / -1; grid-template-rows: subgrid; min-width: 0 }
        .stage { background: var(--panel); border-radius: 4px }
        .stage.empty { background: none; outline: 2px dotted var(--edge); outline-offset: -2px }
        .lane { padding: .35rem .4rem; min-width: 0 } .lane h4 { display: none } .lane p { margin: 0 }
        .head { grid-row: 1 } .goal { grid-row: 2 } .steps { grid-row: 3 } .channels { grid-row: 4 } .emotion { grid-row: 5 }
        .truths { grid-row: 6 } .pains { grid-row: 7 } .handoff { grid-row: 8 } .owners { grid-row: 9 }
        .measures { grid-row: 10 } .flags { grid-row: 11 } .passage { grid-row: 1 }
        .head h3 { font-size: 13px; margin: 0 0 .1rem } .founded { margin-top: .15rem }
        .gap { text-align: center } .passage { padding: .35rem .1rem; font-size: .92em } .passage h3, .passage .more { display: none }
        .passage .base { white-space: nowrap } .many .passage .base { white-space: normal } .rate b { font-size: 15px; display: block } .arrow { display: block; font-size: 15px; line-height: 1 }
        .bar { display: block; height: 3px; background: var(--line); margin-top: 2px; position: relative }
        .bar i { position: absolute; inset: 0 auto 0 0; background: var(--edge) }
        .handoff { text-align: start; margin-inline: -125%; position: relative; z-index: 2; padding: .35rem 0 }
        .card { background: var(--card); border: 1px solid var(--edge); border-radius: 4px; padding: .2rem .4rem; text-align: start }
        .card.late { border-width: 2px; border-color: var(--orange) }
        .curve { grid-column: 2 / -1; grid-row: 5; z-index: 2; overflow: visible; pointer-events: none }
        .curve .rule { stroke: var(--line) } .curve .zero { stroke: var(--edge) } .curve .tick { font-size: 10px; fill: var(--soft) }
        .curve .path { stroke: currentColor; stroke-width: 2 } .curve .inferred .path { stroke-dasharray: 5 4 }
        .curve .whisker { stroke: currentColor; stroke-width: 1.5 } .band polygon { fill: currentColor; opacity: .13 }
        .o-circle, .o-nps .mark { color: var(--circle) } .o-square, .o-csat .mark { color: var(--square) }
        .o-triangle, .o-ces .mark { color: var(--triangle) } .o-diamond, .o-survey .mark { color: var(--diamond) }
        .o-ring, .o-message .mark { color: var(--ring) }
        .emotion { padding-top: 114px } .quiet .emotion { padding-top: .35rem } .emotion .axis { display: none }
        """
}
