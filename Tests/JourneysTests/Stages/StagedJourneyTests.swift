import JourneyStore
import Testing
import Touchpoints

@testable import Journeys

/// Days as milliseconds.
func days(_ count: Double) -> Int64 { Int64(count * 86_400_000) }

/// A touchpoint on a day.
func step(
    _ activity: String, _ day: Double, _ direction: Direction = .internal, _ team: Team? = nil, stage: Stage? = nil,
    value: String? = nil, feeling: Double? = nil, amount: Double? = nil
) -> PathStep {
    PathStep(
        activity: activity, at: days(day), channel: .crm, direction: direction, team: team, stage: stage, value: value,
        feeling: feeling.map { Sentiment(score: $0, origin: .nps) }, amount: amount, currency: amount.map { _ in "EUR" }
    )
}

@Suite struct StagedJourneyTests {
    private func staged(
        _ steps: [PathStep], _ rules: StageRules = StageRules(), _ outcomes: OutcomeRules = OutcomeRules(),
        asOf: Double = 1_000
    ) -> StagedJourney {
        StagedJourney(JourneyPath(id: "p", steps: steps), rules.compiled(), outcomes, asOf: days(asOf))
    }

    private func names(_ journey: StagedJourney, _ rules: StageRules = StageRules()) -> [String] {
        journey.entries.map { "\(rules.stages[$0.stage])@\($0.at / 86_400_000)" }
    }

    @Test func `stages come from fields where systems state them, from touchpoints where they imply them`() {
        let journey = staged([
            step("form.submitted", 1, .inbound, .marketing),
            step("lifecycle.changed", 3, stage: "consideration"),
            // Later contacts do not lead back to the first stage.
            step("form.submitted", 4, .inbound, .marketing),
            step("deal.created", 5, stage: "decision"), step("deal.stage_changed", 6, value: "contractsent"),
            step("deal.won", 9, stage: "decision"), step("product.used", 20, .inbound),
            // A deal with a customer is about more of it.
            step("deal.created", 300, stage: "decision"), step("product.used", 310, .inbound),
            step("deal.won", 320, stage: "decision"), step("referral.made", 330, .inbound),
        ])
        #expect(
            names(journey) == [
                "awareness@1", "consideration@3", "decision@5", "onboarding@9", "adoption@20", "expansion@300",
                "advocacy@330",
            ])
        #expect(journey.entries.map(\.isReported) == [false, true, true, true, false, true, false])
        #expect(journey.won?.at == days(9))
        #expect(journey.outcome == .renewed)
        #expect(journey.outcomeAt == days(320))
    }

    @Test func `a configuration's rules go before everything else`() {
        let rules = StageRules(
            stages: ["awareness", "buying", "retention"],
            own: [
                StageRule(StepPattern("lifecycle.changed", values: ["4711"]), stage: "retention"),
                StageRule(StepPattern("lifecycle.changed", values: ["opportunity"]), entry: .forward, stage: "buying"),
                StageRule(StepPattern("deal.won"), stage: nil),
            ])
        let journey = staged(
            [
                step("email.sent", 0, .outbound, .marketing),
                step("lifecycle.changed", 1, stage: "decision", value: "opportunity"),
                // Not among the stages: begins none.
                step("lifecycle.changed", 2, stage: "decision", value: "lead"),
                step("deal.won", 3), step("lifecycle.changed", 4, value: "4711"),
                step("lifecycle.changed", 5, stage: "decision", value: "opportunity"),
            ], rules)
        #expect(names(journey, rules) == ["awareness@0", "buying@1", "retention@4"])
    }

    @Test func `journeys go back, and come again`() {
        let journey = staged([
            step("lifecycle.changed", 1, stage: "decision"), step("lifecycle.changed", 2, stage: "awareness"),
            step("lifecycle.changed", 3, stage: "awareness"), step("lifecycle.changed", 4, stage: "decision"),
        ])
        #expect(names(journey) == ["decision@1", "awareness@2", "decision@4"])
        #expect(journey.stages == [2, 0, 0, 2])
    }

    @Test func `how a journey stands follows from what decided it last`() {
        #expect(staged([step("deal.created", 1), step("deal.lost", 2)]).outcome == .lost)
        let again = staged([step("deal.created", 1), step("deal.lost", 2), step("deal.created", 990)])
        #expect(again.outcome == .open)
        #expect(again.lostAt == days(2))
        #expect(staged([step("deal.won", 1), step("subscription.cancelled", 5)]).outcome == .churned)
        let back = staged([step("deal.won", 1), step("subscription.cancelled", 5), step("deal.won", 8)])
        #expect(back.outcome == .won)
        #expect(back.churnedAt == days(5))
        // A customer who does not take more is a customer still.
        #expect(staged([step("deal.won", 1), step("deal.lost", 5)]).outcome == .won)
        let renewals = OutcomeRules(churned: [StepPattern("deal.lost", values: ["renewal_lost"])])
        let lost = [step("deal.won", 1), step("deal.lost", 5, value: "renewal_lost")]
        #expect(staged(lost, StageRules(), renewals).outcome == .churned)
        // Nothing of a customer's comes before there is one.
        #expect(staged([step("subscription.cancelled", 995, .inbound)]).outcome == .open)
    }

    @Test func `mails to everybody do not keep a journey awake`() {
        let mail = step("email.sent", 999, .outbound, .marketing)
        let asleep = staged([step("call.received", 800, .inbound, .sales), mail])
        #expect(asleep.outcome == .dormant)
        #expect(asleep.outcomeAt == days(980))
        #expect(staged([step("call.received", 821, .inbound, .sales), mail]).outcome == .open)
        #expect(staged([step("call.received", 800, .inbound, .sales), step("deal.won", 801)]).outcome == .won)
    }
}
