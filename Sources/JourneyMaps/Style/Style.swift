/// The page's looks. Colours are Okabe and Ito's, darkened for text on white; every one of them has a mark beside it.
enum Style {
    static let all = [base, map, lanes, below, modes, print].joined(separator: "\n")

    static let base = """
        :root { color-scheme: light dark; --ink: #1a1d21; --soft: #4a515a; --paper: #fff; --panel: #f4f6f8; --line: #cdd3da;
          --edge: #717a85; --link: #005c94; --good: #005c94; --bad: #a33d00; --orange: #d55e00; --hatch: #e3e6ea;
          --circle: #0072b2; --square: #d55e00; --triangle: #00795a; --diamond: #000; --ring: #a8528a; --card: #fff }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e9ebee; --soft: #b4bbc5; --paper: #14171b; --panel: #1d2126; --line: #3a424b; --edge: #8b95a1;
            --link: #7cc4f2; --good: #7cc4f2; --bad: #f5ab6b; --orange: #e69f00; --hatch: #2b3138; --circle: #56b4e9;
            --square: #f08a3c; --triangle: #3cc49a; --diamond: #fff; --ring: #e3a2c9; --card: #262c33 }
        }
        * { box-sizing: border-box }
        html { scroll-behavior: smooth }
        body { margin: 0 auto; max-width: 112rem; padding: 0 1rem 2rem; background: var(--paper); color: var(--ink);
          font: 14px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
          overflow-wrap: anywhere }
        h1 { font-size: 1.5rem; margin: .8rem 0 .3rem } h2 { font-size: 1.15rem; margin: 1.6rem 0 .5rem }
        h3 { font-size: 1rem; margin: 1rem 0 .3rem } h4 { font-size: .86rem; margin: .8rem 0 .2rem } p { margin: .2rem 0 }
        ul, ol, dl { margin: 0; padding: 0; list-style: none } dd { margin: 0 } b { font-weight: 650 }
        a { color: var(--link) } code { font-size: .9em }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px }
        .skip { position: absolute; left: 1rem; top: -4rem; background: var(--paper); padding: .4rem .8rem; z-index: 9 }
        .skip:focus { top: .3rem }
        .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
        .lens { display: flex; flex-wrap: wrap; gap: .15rem 1.2rem; font-size: .86rem } .lens div { display: flex; gap: .35rem }
        .lens dt { color: var(--soft); flex: none } .warns dd { font-weight: 650 }
        nav { display: flex; flex-wrap: wrap; gap: .1rem .9rem; margin: .5rem 0; font-size: .86rem }
        nav a { padding: .15rem 0 } .none, .ci, .base, .basis { color: var(--soft) } .num { font-variant-numeric: tabular-nums }
        .tag { font-size: .78rem; border: 1px solid var(--edge); border-radius: .6rem; padding: 0 .45rem; font-weight: 400 }
        b.tag { font-weight: 650; border-width: 2px } .good > b { color: var(--good) } .bad > b, .alarm { color: var(--bad) }
        .grade { display: inline-block; min-width: 1.3em; text-align: center; border: 1px solid var(--edge); border-radius: 3px;
          font-weight: 650; padding: 0 .2em }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .5rem } .tiles div:only-child { max-width: 24rem }
        .tiles div { background: var(--panel); border-left: 3px solid var(--circle); padding: .35rem .6rem }
        .tiles dt { color: var(--soft); font-size: .82rem } .tiles b { font-size: 1.35rem } .tiles dd span { display: block; font-size: .82rem }
        .worst { counter-reset: f; margin-top: .6rem } .worst li { counter-increment: f; padding: .12rem 0 }
        .worst li::before { content: counter(f) "."; font-weight: 650; margin-inline-end: .4rem } .size { color: var(--soft) }
        footer { margin-top: 1.5rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .82rem }
        """
}
