package access

import "slices"

// Role is a part that a person has, for some councils or for all.
type Role string

// The roles.
const (
	Chair       Role = "chair"        // of conferences: own cases
	Lead        Role = "lead"         // lead professional: own cases
	Coordinator Role = "coordinator"  // keeps the cases of an authority
	MinuteTaker Role = "minute-taker" // keeps them too
	Manager     Role = "manager"      // reads, and agrees a delay in advance
	Committee   Role = "committee"    // reads reports that hide small numbers, and no case
	Auditor     Role = "auditor"      // reads everything, and who looked
	Admin       Role = "admin"        // people, configuration, status and mail, and no case
)

// Roles lists them.
var Roles = []Role{Chair, Lead, Coordinator, MinuteTaker, Manager, Committee, Auditor, Admin}

// Act is something that a person may do.
type Act string

// The acts.
const (
	SeeCases     Act = "see-cases"     // cases, their deadlines, explanations, queries and history
	GiveReasons  Act = "give-reasons"  // why a timescale was missed, and by when it will be done
	AgreeDelays  Act = "agree-delays"  // the same, in advance alone
	RecordEvents Act = "record-events" // what happened to a case; withdrawing too
	Import       Act = "import"        // exports of a case system
	ReadFigures  Act = "read-figures"  // reports that hide nothing
	ReadReports  Act = "read-reports"  // reports that hide small numbers
	IssueReports Act = "issue-reports" // keep a report as issued
	SeeTrail     Act = "see-trail"     // who looked at what
	SeeStatus    Act = "see-status"    // whether it works, and the configuration in force
	MendMail     Act = "mend-mail"     // try a refused mail again
	KeepPeople   Act = "keep-people"   // accounts and tokens of others
	SeeRules     Act = "see-rules"     // the rules, and dates worked out without a case
)

// Acts lists them.
var Acts = []Act{SeeCases, GiveReasons, AgreeDelays, RecordEvents, Import, ReadFigures, ReadReports, IssueReports,
	SeeTrail, SeeStatus, MendMail, KeepPeople, SeeRules}

// Reach is how far an act goes.
type Reach uint8

// The reaches, from the least.
const (
	Nothing   Reach = iota
	Own             // cases in which the person is named in the part of the role
	Authority       // all cases of the authorities that the role was given for
)

// table is what each role may do, and how far. What is absent is refused.
var table = map[Role]map[Act]Reach{
	Chair: {SeeCases: Own, GiveReasons: Own, SeeRules: Authority},
	Lead:  {SeeCases: Own, GiveReasons: Own, SeeRules: Authority},
	Coordinator: {SeeCases: Authority, GiveReasons: Authority, RecordEvents: Authority, Import: Authority,
		ReadFigures: Authority, ReadReports: Authority, IssueReports: Authority, SeeRules: Authority},
	MinuteTaker: {SeeCases: Authority, GiveReasons: Authority, RecordEvents: Authority, Import: Authority,
		ReadFigures: Authority, ReadReports: Authority, SeeRules: Authority},
	Manager:   {SeeCases: Authority, AgreeDelays: Authority, ReadFigures: Authority, ReadReports: Authority, SeeRules: Authority},
	Committee: {ReadReports: Authority, SeeRules: Authority},
	Auditor:   {SeeCases: Authority, ReadFigures: Authority, ReadReports: Authority, SeeTrail: Authority, SeeStatus: Authority, SeeRules: Authority},
	Admin:     {SeeStatus: Authority, MendMail: Authority, KeepPeople: Authority, SeeRules: Authority},
}

// Reaches says how far a role may do something.
func (r Role) Reaches(a Act) Reach { return table[r][a] }

// Known says whether it is one of the roles.
func (r Role) Known() bool { return slices.Contains(Roles, r) }
