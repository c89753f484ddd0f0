package deadline_test

// The four packs, by hand.

func twinPack(id string) []twinRule {
	switch id {
	case "scotland-2014":
		return append(rules2014(), afterDeregistration(weeks(6), onALaterDay))
	case "forth-valley":
		return append(rules2014(), afterDeregistration(weeks(6), onALaterDay), coreGroup(weeks(6)), preBirthAllocation())
	case "fife":
		return append(rules2014(), afterDeregistration(weeks(8), fromSixWeeksOn), coreGroup(months(1)))
	case "scotland-2021":
		return rules2021()
	}
	panic("no pack " + id)
}

var twinPacks = []string{"scotland-2014", "forth-valley", "fife", "scotland-2021"}

func rules2014() []twinRule {
	return []twinRule{
		{id: "initial-cpcc", starts: concernAbout("child"), due: days(21),
			metBy: byHeld("initial", "continued-initial"), endedBy: closedNotNeededOrRegisters},
		{id: "pre-birth-cpcc", starts: concernAbout("unborn"), due: laterOf28WeeksAnd21Days,
			metBy: byHeld("pre-birth", "initial", "continued-initial"), endedBy: closedNotNeededOrRegisters},
		notice(),
		{id: "continued-initial-cpcc", due: threeMonthsOrUntil, notBefore: onALaterDay,
			starts: plainly(func(e *twinEvent) bool { return held(e, "initial") && e.outcome == "continued" }),
			metBy:  byHeld("continued-initial", "initial"), endedBy: closedNotNeededOrRegisters},
		decisions(),
		minutes(days(15)),
		plan(days(5)),
		{id: "first-core-group", starts: newlyRegisters(), due: days(15),
			metBy: byEvent("core-group-held"), endedBy: closedOrDeregisters},
		{id: "first-review", starts: or(newlyRegisters(), broughtIn(fromRegistration)), due: months(3), notBefore: onALaterDay,
			metBy: byHeld("review"), endedBy: closedOrDeregisters},
		nextReview(),
		chairNotification(),
		transfer(days(21)),
	}
}

func rules2021() []twinRule {
	return []twinRule{
		{id: "initial-cpcc", starts: concernAbout("child"), due: days(28),
			metBy: byHeld("initial", "continued-initial"), endedBy: closedNotNeededOrRegisters},
		{id: "pre-birth-cpcc", starts: concernAbout("unborn"), due: earlierOf28WeeksAnd28Days,
			metBy: byHeld("pre-birth", "initial", "continued-initial"), endedBy: closedNotNeededOrRegisters},
		notice(),
		{id: "reconvened-cpcc", starts: plainly(inquorate), due: workingDays(10),
			metBy: heldOfItsKind, endedBy: endsReconvened, each: true},
		decisions(),
		minutes(workingDays(10)),
		plan(workingDays(5)),
		{id: "first-core-group", starts: newlyRegisters(), due: workingDays(15),
			metBy: byEvent("core-group-held"), endedBy: closedOrDeregisters},
		{id: "first-review", starts: or(newlyRegisters("initial", "continued-initial", "transfer"), broughtIn(fromRegistration)),
			due: months(6), notBefore: onALaterDay, metBy: byHeld("review"), endedBy: closedOrDeregisters},
		{id: "first-review-after-pre-birth", starts: newlyRegisters("pre-birth"),
			due: months(3), notBefore: onALaterDay, metBy: byHeld("review"), endedBy: closedOrDeregisters},
		nextReview(),
		chairNotification(),
		transfer(workingDays(21)),
	}
}

func notice() twinRule {
	return twinRule{id: "notice-of-cpcc", due: fiveDaysBeforePlanned, each: true, possible: true,
		starts: plainly(func(e *twinEvent) bool { return e.kind == "conference-called" }),
		metBy: func(_ *twinCase, d *twinDeadline, e *twinEvent) bool {
			return e.kind == "notice-given" && e.conference == d.conference
		},
		endedBy: endsNotice}
}

func decisions() twinRule {
	return twinRule{id: "decisions-record", starts: plainly(func(e *twinEvent) bool { return held(e) }), due: days(1),
		metBy: byPaper("decisions-circulated"), endedBy: nothing, each: true}
}

func minutes(limit twinLimit) twinRule {
	return twinRule{id: "minutes", starts: plainly(func(e *twinEvent) bool { return held(e) }), due: limit,
		metBy: byPaper("minutes-circulated"), endedBy: nothing, each: true}
}

func plan(limit twinLimit) twinRule {
	return twinRule{id: "plan", due: limit, each: true,
		starts: plainly(func(e *twinEvent) bool {
			return held(e) && (e.outcome == "registered" || e.outcome == "retained")
		}),
		metBy: byPaper("plan-circulated"), endedBy: nothing}
}

func nextReview() twinRule {
	return twinRule{id: "next-review", due: months(6), notBefore: onALaterDay,
		starts: or(plainly(func(e *twinEvent) bool { return held(e, "review") && e.outcome == "retained" }), broughtIn(fromLastReview)),
		metBy:  byHeld("review"), endedBy: closedOrDeregisters}
}

func chairNotification() twinRule {
	return twinRule{id: "chair-notification", due: days(3), each: true,
		starts: plainly(func(e *twinEvent) bool { return e.kind == "change-identified" }),
		metBy:  byEvent("chair-notified"), endedBy: nothing}
}

func transfer(limit twinLimit) twinRule {
	return twinRule{id: "transfer-cpcc", due: limit,
		starts: plainly(func(e *twinEvent) bool { return e.kind == "transfer-notified" && e.direction == "in" }),
		metBy:  byHeld("transfer"), endedBy: endsTransfer}
}

func coreGroup(limit twinLimit) twinRule {
	return twinRule{id: "core-group", due: limit, notBefore: onALaterDay, each: true,
		starts: or(startsWhen(func(s *twinCase, e *twinEvent) bool { return e.kind == "core-group-held" && s.registered }),
			broughtIn(fromLastCoreGroup)),
		metBy: byEvent("core-group-held"), endedBy: closedOrDeregisters}
}

func preBirthAllocation() twinRule {
	return twinRule{id: "pre-birth-allocation", starts: concernAbout("unborn"), due: days(21),
		metBy: byEvent("referral-allocated"), endedBy: closedOnly}
}

func afterDeregistration(limit twinLimit, notBefore func(twinDay) twinDay) twinRule {
	return twinRule{id: "deregistration-core-group", due: limit, notBefore: notBefore,
		starts: plainly(func(e *twinEvent) bool { return held(e, "review") && e.outcome == "deregistered" }),
		metBy:  byEvent("core-group-held"), endedBy: endsAfterDeregistration}
}
