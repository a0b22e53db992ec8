extension Templates {
    static let map = """
        <section id="map" aria-labelledby="map-h">
        <h2 id="map-h">The map</h2>
        {{> legend}}
        {{^empty(items)}}
        <div class="mapscroll" role="region" aria-label="The map, stage by stage" tabindex="0">
        <div class="grid{{#empty(curve.lines)}} quiet{{/empty(curve.lines)}}{{#isMany}} many{{/isMany}}" style="--stages:{{columnCount}};--gaps:{{gapCount}}">
        {{#laneLabels}}
        <div class="lane-label" aria-hidden="true" style="grid-row:{{row}}"><span>{{label}}</span>{{#subs}}<i>{{.}}</i>{{/subs}}</div>
        {{/laneLabels}}
        <ol class="stages">
        {{#items}}
        {{#stage}}{{> stage}}{{/stage}}
        {{#boundary}}{{> boundary}}{{/boundary}}
        {{/items}}
        </ol>
        {{^empty(curve.lines)}}{{{curveMarkup}}}{{/empty(curve.lines)}}
        </div>
        </div>
        {{/empty(items)}}
        {{#empty(items)}}<p>No stages are known: neither the systems nor the rules tell any.</p>{{/empty(items)}}
        </section>

        """

    static let legend = """
        <ul class="legend" aria-label="Legend">
        {{#hasAssumed}}
        <li><span class="chip confirmed"><b aria-hidden="true">✓</b> assumed and seen</span></li>
        <li><span class="chip skipped"><b aria-hidden="true">✕</b> assumed, hardly seen</span></li>
        <li><span class="chip unexpected"><b aria-hidden="true">+</b> seen, not assumed</span></li>
        {{/hasAssumed}}
        <li>evidence <span class="grade">A</span> well founded <span class="grade">B</span> one-sided <span class="grade">C</span> thin</li>
        <li><span class="dash" aria-hidden="true"></span> solid: said by customers <span class="dash inferred" aria-hidden="true"></span> dashed: inferred from words</li>
        <li><span class="good"><b aria-hidden="true">▲▼</b></span> more, fewer, for the better <span class="bad"><b aria-hidden="true">▲▼</b></span> for the worse</li>
        <li>intervals are of 95 %</li>
        </ul>

        """

    static let stage = """
        <li class="stage{{^hasData}} empty{{/hasData}}" id="{{anchor}}" style="grid-column:{{gridColumn}}">
        {{> lane-head}}
        <div class="lane goal"><h4>Goal</h4>{{#goal}}<p>{{goal}}</p>{{/goal}}{{^goal}}<p class="none">not stated</p>{{/goal}}</div>
        {{> lane-steps}}
        {{> lane-channels}}
        {{> lane-emotion}}
        {{> lane-truths}}
        {{> lane-pains}}
        {{> lane-owners}}
        {{> lane-measures}}
        {{> lane-findings}}
        </li>

        """

    static let boundary = """
        <li class="gap" style="grid-column:{{gridColumn}}">
        <div class="lane passage"><h3>{{fromName}} to {{toName}}</h3>
        <p class="rate"><b>{{rate}}</b><span class="arrow" aria-hidden="true">→</span></p>
        {{#bar}}<span class="bar" aria-hidden="true"><i style="width:{{bar}}%"></i></span>{{/bar}}
        <p>{{#interval}}<span class="ci">{{interval}}</span> {{/interval}}<span class="base">{{base}}<span class="more"> went on</span></span></p>
        {{#days}}<p><span class="base">in</span> <b>{{days}}</b><span class="more"> (median)</span></p>{{/days}}
        <p class="base"><b>{{lost}}</b> lost</p>
        </div>
        {{#isWide}}{{> handoff}}{{/isWide}}
        </li>

        """

    static let handoff = """
        <div class="lane handoff"><h4>Handoff</h4>
        {{#handoff}}
        <div class="card{{#isLate}} late{{/isLate}}">
        <p><b><bdi>{{from}}</bdi> → <bdi>{{to}}</bdi></b></p>
        <p>median <b>{{median}}</b>{{#p90}}, p90 {{p90}}{{/p90}}</p>
        <p>{{#isLate}}<b class="alarm" aria-hidden="true">▲</b> {{/isLate}}late <b>{{late}}</b>{{#lateInterval}} ({{lateInterval}}){{/lateInterval}} after {{allowed}}</p>
        <p>never picked up <b>{{never}}</b></p>
        {{#value}}<p>not picked up yet <b>{{value}}</b></p>{{/value}}
        </div>
        {{/handoff}}
        {{#nextNotes}}{{> notes}}{{/nextNotes}}</div>

        """

    static let notes = "<p class=\"note\"><b>{{verdict}}</b> {{text}}</p>"
}
