extension Templates {
    static let laneHead = """
        <div class="lane head"><h3><bdi>{{name}}</bdi></h3>
        {{#hasData}}
        <p><b>{{entered}}</b> <span>entered</span></p>
        <p><span>{{nowIn}} now in it</span></p>
        {{#basis}}<p class="basis">{{basis}}</p>{{/basis}}
        {{/hasData}}
        {{^hasData}}<p class="none">no data</p>{{/hasData}}
        <p class="founded"><span class="grade">{{grade}}</span><span class="words"> {{gradeWords}}</span></p></div>

        """

    static let laneSteps = """
        <div class="lane steps"><h4>Steps</h4>
        {{^empty(chips)}}
        <ul>
        {{#chips}}
        <li class="chip {{state}}"><b aria-hidden="true">{{mark}}</b> <span class="what"><span class="sr">{{state}}: </span><bdi>{{label}}</bdi></span> <span class="num">{{share}}</span>{{#bar}}<span class="bar" aria-hidden="true"><i style="width:{{bar}}%"></i></span>{{/bar}}</li>
        {{/chips}}
        </ul>
        {{#moreSteps}}<p class="none">{{moreSteps}}</p>{{/moreSteps}}
        {{/empty(chips)}}
        {{#empty(chips)}}<p class="none">none seen</p>{{/empty(chips)}}</div>

        """

    static let laneChannels = """
        <div class="lane channels"><h4>Touchpoints by channel, journeys</h4>
        <ul>
        {{#dots}}
        <li{{^radius}}{{^isSmall}} class="none"{{/isSmall}}{{/radius}}><svg aria-hidden="true" width="20" height="20" viewBox="-10 -10 20 20">{{#radius}}<circle r="{{radius}}"/>{{/radius}}{{#isSmall}}<circle class="hollow" r="2.5"/>{{/isSmall}}</svg><span class="cn">{{channel}}</span> <span class="num">{{text}}</span></li>
        {{/dots}}
        </ul>
        {{#channelNotes}}{{> notes}}{{/channelNotes}}</div>

        """

    static let laneEmotion = """
        <div class="lane emotion"><h4>Emotion</h4>
        {{^empty(feelings)}}
        <ul>
        {{#feelings}}
        <li class="o-{{origin}}"><span class="mark" aria-hidden="true">{{mark}}</span> {{originName}} <b>{{value}}</b> <span class="ci">{{#interval}}{{interval}}, {{/interval}}n {{n}}</span>{{#low}}<span class="axis" aria-hidden="true"><i style="left:{{low}}%;width:{{wide}}%"></i><em style="left:{{place}}%"></em></span>{{/low}}</li>
        {{/feelings}}
        </ul>
        {{/empty(feelings)}}
        {{#empty(feelings)}}<p class="none">nobody asked, nothing heard</p>{{/empty(feelings)}}
        {{#feelingNotes}}{{> notes}}{{/feelingNotes}}</div>

        """

    static let laneTruths = """
        <div class="lane truths"><h4>Moments of truth</h4>
        {{^empty(truths)}}
        <ul>
        {{#truths}}
        <li class="{{valence}}"><b><span aria-hidden="true">{{mark}}</span> {{effect}}</b> {{outcome}}
        <span class="what"><bdi>{{label}}</bdi></span> <span class="ci">{{interval}}</span></li>
        {{/truths}}
        </ul>
        {{/empty(truths)}}
        {{#empty(truths)}}<p class="none">none beyond noise</p>{{/empty(truths)}}</div>

        """

    static let lanePains = """
        <div class="lane pains"><h4>Pains and voices</h4>
        {{#hasPains}}
        <ul>
        {{#pains}}
        <li{{#isOnlyAssumed}} class="only"{{/isOnlyAssumed}}><b aria-hidden="true">{{mark}}</b> <bdi>{{label}}</bdi> <span class="ci">{{rate}}</span></li>
        {{/pains}}
        </ul>
        {{#quotes}}
        <blockquote><p><bdi>{{words}}</bdi></p> <cite><bdi>{{source}}</bdi></cite></blockquote>
        {{/quotes}}
        {{/hasPains}}
        {{^hasPains}}<p class="none">none known</p>{{/hasPains}}</div>

        """

    static let laneOwners = """
        <div class="lane owners"><h4>Owners</h4>
        {{#ownerName}}<p><b><bdi>{{ownerName}}</bdi></b></p>{{/ownerName}}{{^ownerName}}<p class="none">nobody named</p>{{/ownerName}}
        <ul>
        {{#teams}}
        <li><bdi>{{team}}</bdi> <span class="num">{{share}}</span></li>
        {{/teams}}
        </ul>
        {{#ownerNotes}}{{> notes}}{{/ownerNotes}}</div>

        """

    static let laneMeasures = """
        <div class="lane measures"><h4>Measures</h4>
        {{#reachBar}}<span class="bar" aria-hidden="true"><i style="width:{{reachBar}}%"></i></span>{{/reachBar}}
        <dl>
        {{#gauges}}
        <div><dt>{{name}}</dt> <dd>{{value}}</dd></div>
        {{/gauges}}
        </dl>
        {{#timeNotes}}{{> notes}}{{/timeNotes}}</div>

        """

    static let laneFindings = """
        <div class="lane flags">{{^empty(flags)}}<h4>Findings</h4>{{/empty(flags)}}
        <ul>
        {{#flags}}
        <li{{#isDone}} class="done"{{/isDone}}><a href="#{{anchor}}"><span class="no">{{number}}</span>{{kind}}</a> <span class="ci">{{brief}}</span></li>
        {{/flags}}
        </ul>
        {{#moreFlags}}<p class="none">{{moreFlags}}</p>{{/moreFlags}}</div>

        """
}
