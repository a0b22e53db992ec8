extension Style {
    static let lanes = """
        .chip { border: 1px solid var(--edge); border-radius: 3px; padding: 1px 4px; background: var(--paper) }
        .steps .chip { display: grid; grid-template-columns: auto 1fr auto; gap: 0 .3em; margin-bottom: 3px }
        .steps .bar { grid-column: 1 / -1 }
        @media screen and (min-width: 1001px) and (max-width: 1500px) {
          .steps .chip { grid-template-columns: auto 1fr; } .steps .num { grid-column: 2; grid-row: 2; text-align: end; line-height: 1.1 }
          .steps .bar { grid-column: 1 / -1; grid-row: 2; margin: .5em 3.2em 0 0; align-self: start }
        }
        .chip.skipped { border-style: dashed; background: repeating-linear-gradient(135deg, var(--paper) 0 5px, var(--hatch) 5px 7px) }
        .chip.skipped b { color: var(--bad) } .chip.confirmed b { color: var(--good) }
        .chip.unexpected { border-inline-start: 4px solid var(--orange) }
        .channels { padding-block: calc(.35rem + 1.35em) .2rem } .channels li { display: flex; align-items: center; gap: .3rem; height: 20px }
        .channels .cn { display: none } .channels circle { fill: var(--circle) }
        .channels .hollow { fill: none; stroke: var(--edge) }
        .emotion li { margin-bottom: 2px } .emotion .mark { font-size: 1.1em } .emotion li .ci, .flags .ci { display: block }
        .truths li, .pains li, .flags li { margin-bottom: 3px } .truths .what, .truths .ci { display: block }
        .pains .only { border: 1px dashed var(--edge); border-radius: 3px; padding: 0 3px } .pains b { color: var(--bad) }
        .pains .ci { white-space: nowrap } blockquote { margin: .3rem 0; padding-inline-start: .4rem; border-inline-start: 2px solid var(--edge) }
        blockquote p { font-style: italic } cite { font-style: normal; color: var(--soft) }
        .owners li, .measures div { display: flex; justify-content: space-between; gap: .4rem }
        .measures dt { color: var(--soft) } .measures dd { font-variant-numeric: tabular-nums; white-space: nowrap }
        .note { border-inline-start: 3px solid var(--orange); padding-inline-start: .3rem; margin-top: .25rem }
        .flags .no { display: inline-block; min-width: 1.5em; text-align: center; border: 1px solid; border-radius: 1em; font-weight: 650; margin-inline-end: .35em }
        .done { color: var(--soft) }
        """

    static let below = """
        .findings { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: .7rem 1.5rem }
        .findings > li { border-inline-start: 3px solid var(--orange); padding: .1rem .8rem }
        .findings > li.done { border-color: var(--edge) } .findings h3 { margin: .1rem 0 } .facts > * { margin-inline-end: .5rem }
        :target { background: var(--panel); outline: 2px solid var(--link) } #map:target { background: none; outline: 0 }
        section:target { background: none; outline: 0 }
        .outcomes { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .6rem }
        .outcomes .ci { font-size: .82rem } .outcomes .bar { height: 6px } .outcomes .bar i { background: var(--circle) }
        .versus { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 0 2rem }
        .signs li { padding: .1rem 0 }
        .strip { margin: .5rem 0 } .strip ol { display: flex; flex-wrap: wrap; gap: .25rem }
        .strip li { border: 1px solid var(--edge); border-radius: 3px; padding: 0 .4rem; font-size: .82rem; position: relative; margin-inline-end: .6rem }
        .strip li:not(:last-child)::after { content: "›"; position: absolute; inset-inline-end: -.68rem; color: var(--soft) }
        @media screen and (min-width: 1001px) { #ways .strip { display: grid; grid-template-columns: 15rem 1fr; gap: 0 .5rem; margin: .3rem 0; align-items: start } }
        .strip .rest { border-style: dashed }
        details { margin: .25rem 0 } summary { cursor: pointer; padding: .15rem 0 }
        .example ol { border-inline-start: 2px solid var(--line); padding-inline-start: .8rem; margin: .3rem 0 }
        time { font-variant-numeric: tabular-nums; color: var(--soft) }
        .scroll { overflow-x: auto; position: relative; max-width: 100% }
        table { border-collapse: collapse; font-size: .84rem; margin: .3rem 0; overflow-wrap: normal }
        caption { text-align: start; color: var(--soft); padding-bottom: .2rem }
        th, td { border: 1px solid var(--line); padding: .15rem .45rem; text-align: start; vertical-align: top; max-width: 28rem; overflow-wrap: anywhere; min-width: 3.4rem }
        th[scope=row] { font-weight: 400; white-space: nowrap } thead th { background: var(--panel); font-weight: 650 }
        td { font-variant-numeric: tabular-nums }
        .definitions { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: .4rem 1.5rem; font-size: .86rem }
        .definitions dt { font-weight: 650 } .definitions dd { color: var(--soft) }
        """
}
