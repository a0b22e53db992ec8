extension Templates {
    static let outcomes = """
        <section id="outcomes" aria-labelledby="outcomes-h">
        <h2 id="outcomes-h">Outcomes and the ways there</h2>
        <ul class="outcomes">
        {{#outcomes}}
        <li><b>{{name}}</b> {{#bar}}<span class="num">{{share}}</span>{{/bar}}{{#bar}}<span class="bar" aria-hidden="true"><i style="width:{{bar}}%"></i></span>{{/bar}}
        <span class="ci">{{count}} journeys{{#interval}}, {{interval}}{{/interval}}{{#time}}, {{time}}{{/time}}</span></li>
        {{/outcomes}}
        </ul>
        <div class="versus">
        {{#outcomes}}{{#isWorthDrawing}}
        <article><h3>{{name}}</h3>
        {{^empty(signs)}}
        <h4>More, or fewer, end so after</h4>
        <ul class="signs">
        {{#signs}}
        <li class="{{valence}}"><b><span aria-hidden="true">{{mark}}</span> {{effect}}</b> <bdi>{{label}}</bdi> <span class="ci">{{interval}}</span></li>
        {{/signs}}
        </ul>
        {{/empty(signs)}}
        {{^empty(ways)}}
        <h4>Most frequent ways, repeats counted once</h4>
        {{#ways}}{{> strip}}{{/ways}}
        {{/empty(ways)}}
        </article>
        {{/isWorthDrawing}}{{/outcomes}}
        </div>
        </section>

        """

    static let ways = """
        <section id="ways" aria-labelledby="ways-h">
        <h2 id="ways-h">Ways through the journey</h2>
        <p>{{variantsLine}}</p>
        {{#variants}}{{> strip}}{{/variants}}
        </section>

        """

    static let strip = """
        <div class="strip"><p class="ci"><b>{{share}}</b> {{count}} journeys{{#coverage}}, together {{coverage}}{{/coverage}}</p>
        <ol>{{#beads}}<li><bdi>{{label}}</bdi>{{#times}} <span class="ci">{{times}}</span>{{/times}}</li>{{/beads}}{{#rest}}<li class="rest">{{rest}}</li>{{/rest}}</ol></div>

        """

    static let segments = """
        <section id="compare" aria-labelledby="compare-h">
        <h2 id="compare-h">Side by side</h2>
        {{#empty(comparisons)}}<p>Nothing divides these journeys.</p>{{/empty(comparisons)}}
        {{#comparisons}}
        <h3>{{heading}}</h3>
        {{^empty(differences)}}
        <ul class="signs">
        {{#differences}}
        <li class="{{valence}}"><b><span aria-hidden="true">{{mark}}</span> {{points}}</b> <bdi>{{group}}</bdi>: {{measure}}, {{here}} against {{elsewhere}} {{where}} <span class="ci">{{interval}}</span></li>
        {{/differences}}
        </ul>
        {{/empty(differences)}}
        {{#empty(differences)}}<p>No difference exceeds noise.</p>{{/empty(differences)}}
        {{#table}}
        <details><summary>All measures, {{heading}}</summary>
        {{> table}}
        </details>
        {{/table}}
        {{/comparisons}}
        </section>

        """

    static let examples = """
        <section id="examples" aria-labelledby="examples-h">
        <h2 id="examples-h">Single journeys</h2>
        {{#empty(examples)}}<p>None were asked for.</p>{{/empty(examples)}}
        {{#examples}}
        <details class="example"><summary>{{label}}: {{outcome}}, {{span}}</summary>
        <p>All of it: <code>waymark journey {{id}}</code></p>
        <ol>
        {{#lines}}
        <li><time>{{at}}</time> {{#stage}}<b class="tag">{{stage}}</b> {{/stage}}<bdi>{{activity}}</bdi> <span class="ci">{{channel}}{{#team}}, {{team}}{{/team}}</span></li>
        {{/lines}}
        {{#rest}}<li class="none">{{rest}}</li>{{/rest}}
        </ol></details>
        {{/examples}}
        </section>

        """

    static let tables = """
        <section id="tables" aria-labelledby="tables-h">
        <h2 id="tables-h">The numbers behind the picture</h2>
        {{#tables}}
        <details><summary>{{caption}}</summary>
        {{> table}}
        </details>
        {{/tables}}
        </section>
        <section id="definitions" aria-labelledby="definitions-h">
        <h2 id="definitions-h">Definitions</h2>
        <dl class="definitions">
        {{#definitions}}
        <div><dt>{{name}}</dt> <dd>{{value}}</dd></div>
        {{/definitions}}
        </dl>
        </section>

        """

    static let table = """
        <div class="scroll" role="region" tabindex="0" aria-label="{{caption}}"><table>
        <caption>{{caption}}</caption>
        <thead><tr><th scope="col">{{first}}</th>{{#columnHeads}}<th scope="col"><bdi>{{.}}</bdi></th>{{/columnHeads}}</tr></thead>
        <tbody>
        {{#rows}}
        <tr><th scope="row"><bdi>{{head}}</bdi></th>{{#cells}}<td><bdi>{{.}}</bdi></td>{{/cells}}</tr>
        {{/rows}}
        </tbody>
        </table></div>

        """
}
