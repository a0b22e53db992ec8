extension Templates {
    static let page = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="referrer" content="no-referrer">
        <meta name="color-scheme" content="light dark">
        <title>{{model.title}}</title>
        <link rel="icon" href="data:,">
        <style>
        {{{style}}}
        </style>
        </head>
        <body>
        <a class="skip" href="#map">Skip to the map</a>
        {{#model}}
        {{> header}}
        <main>
        {{> short}}
        {{> map}}
        {{> findings}}
        {{> outcomes}}
        {{> ways}}
        {{> segments}}
        {{> examples}}
        {{> tables}}
        </main>
        <footer><p>{{footer}}</p></footer>
        {{/model}}
        </body>
        </html>

        """

    static let header = """
        <header>
        <h1>{{title}}</h1>
        <dl class="lens">
        {{#lens}}
        <div{{#warns}} class="warns"{{/warns}}><dt>{{name}}</dt><dd>{{#warns}}<span aria-hidden="true">⚠ </span>{{/warns}}<bdi>{{value}}</bdi></dd></div>
        {{/lens}}
        </dl>
        <nav aria-label="On this page">
        <a href="#map">Map</a> <a href="#findings">Findings</a> <a href="#outcomes">Outcomes</a> <a href="#ways">Ways</a>
        <a href="#compare">Side by side</a> <a href="#examples">Journeys</a> <a href="#tables">Tables</a>
        <a href="#definitions">Definitions</a>
        </nav>
        </header>

        """

    static let short = """
        <section id="short" aria-labelledby="short-h">
        <h2 id="short-h">In short</h2>
        <dl class="tiles">
        {{#tiles}}
        <div><dt>{{label}}</dt><dd><b>{{value}}</b> <span>{{note}}</span></dd></div>
        {{/tiles}}
        </dl>
        {{^empty(worst)}}
        <ol class="worst">
        {{#worst}}
        <li><a href="#{{anchor}}">{{headline}}</a> <span class="size">{{size}}</span>{{#isNew}} <b class="tag">new</b>{{/isNew}} <span class="tag">{{state}}</span></li>
        {{/worst}}
        </ol>
        {{/empty(worst)}}
        {{#empty(worst)}}
        <p>Nothing was found that exceeds noise.</p>
        {{/empty(worst)}}
        </section>

        """

    static let findings = """
        <section id="findings" aria-labelledby="findings-h">
        <h2 id="findings-h">Findings</h2>
        {{#empty(worst)}}
        <p>Nothing was found that exceeds noise.</p>
        {{/empty(worst)}}
        {{^empty(worst)}}
        <ol class="findings">
        {{#findings}}
        <li id="{{anchor}}"{{#isDone}} class="done"{{/isDone}}>
        <h3>{{headline}}</h3>
        <p class="facts"><span class="tag">{{kind}}</span> <span class="tag">{{state}}</span>{{#isNew}} <b class="tag">new</b>{{/isNew}}
        {{#place}}<span>{{place}}</span>{{/place}} {{#people}}<b>{{people}}</b>{{/people}} {{#money}}<b>{{money}}</b>{{/money}}
        {{#owner}}<span>owner: <bdi>{{owner}}</bdi></span>{{/owner}} {{#since}}<span>{{since}}</span>{{/since}}</p>
        {{#explanation}}<p>{{explanation}}</p>{{/explanation}}
        {{#change}}<p>{{change}}</p>{{/change}}
        {{#remark}}<p class="remark"><bdi>{{remark}}</bdi></p>{{/remark}}
        {{^empty(ids)}}
        <details><summary>Journeys behind finding {{number}}</summary>
        <p>Look at one with <code>waymark journey ID</code>: {{#ids}}<code>{{.}}</code> {{/ids}}</p></details>
        {{/empty(ids)}}
        </li>
        {{/findings}}
        </ol>
        {{/empty(worst)}}
        </section>

        """
}
