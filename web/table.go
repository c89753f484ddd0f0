package web

import "caseclock/access"

// need is what a route asks of who comes.
type need struct {
	act  access.Act // anywhere; whether it may be done to one case is the desk's to say
	open bool       // for everybody, signed in or not
	self bool       // for everybody who is signed in, about themselves alone
	api  bool       // for tokens
}

func may(act access.Act) need   { return need{act: act} }
func token(act access.Act) need { return need{act: act, api: true} }

var (
	everybody = need{open: true}
	signedIn  = need{self: true}
)

// table is what each route needs. What is not here is not served.
var table = map[string]need{
	"GET /assets/{name}": everybody,
	"GET /{$}":           signedIn, // leads on to the first page of the person's role

	"GET /sign-in":              everybody,
	"POST /sign-in":             everybody,
	"POST /sign-out":            everybody,
	"GET /sign-in/factor":       everybody,
	"POST /sign-in/factor":      everybody,
	"GET /sign-in/password":     everybody,
	"POST /sign-in/password":    everybody,
	"GET /sign-in/council":      everybody,
	"GET /sign-in/council/back": everybody,
	"GET /sign-in/as/{token}":   everybody, // of a demonstration alone; elsewhere there is no such token
	"POST /sign-in/as/{token}":  everybody,
	"GET /account":              signedIn,
	"POST /account/password":    signedIn,
	"POST /account/sessions":    signedIn,

	"GET /account/tokens":          signedIn,
	"POST /account/tokens":         signedIn,
	"GET /account/tokens/{token}":  signedIn,
	"POST /account/tokens/{token}": signedIn,

	"GET /people":                      may(access.KeepPeople),
	"GET /people/{id}":                 may(access.KeepPeople), // whom, the keeper says
	"GET /people/{id}/{deed}":          may(access.KeepPeople),
	"POST /people/{id}/{deed}":         may(access.KeepPeople),
	"GET /people/{id}/tokens/{token}":  may(access.KeepPeople),
	"POST /people/{id}/tokens/{token}": may(access.KeepPeople),

	"GET /work":                         may(access.SeeCases),
	"GET /cases":                        may(access.SeeCases),
	"POST /cases/find":                  may(access.SeeCases),
	"GET /cases/new":                    may(access.RecordEvents),
	"POST /cases/new":                   may(access.RecordEvents),
	"GET /cases/{id}":                   may(access.SeeCases),
	"GET /cases/{id}/reason/{key}":      may(access.SeeCases), // who may give a reason and who may agree a delay, the desk says
	"POST /cases/{id}/reason":           may(access.SeeCases),
	"GET /cases/{id}/record":            may(access.RecordEvents),
	"POST /cases/{id}/record":           may(access.RecordEvents),
	"GET /cases/{id}/correct/{event}":   may(access.RecordEvents),
	"GET /cases/{id}/withdraw/{event}":  may(access.RecordEvents),
	"POST /cases/{id}/withdraw/{event}": may(access.RecordEvents),

	"GET /imports":               may(access.Import),
	"POST /imports":              may(access.Import),
	"GET /imports/{id}":          may(access.Import),
	"GET /imports/{id}/rejects":  may(access.Import),
	"POST /imports/{id}/again":   may(access.Import),
	"POST /imports/{id}/confirm": may(access.Import),
	"POST /imports/{id}/leave":   may(access.Import),

	"GET /ahead":                  may(access.SeeCases),
	"GET /ahead/{monday}":         may(access.SeeCases),
	"GET /ahead.ics":              may(access.SeeCases),
	"GET /ahead/calendar":         may(access.SeeCases),
	"POST /ahead/calendar":        may(access.SeeCases),
	"POST /ahead/calendar/revoke": may(access.SeeCases),
	"GET /calendar/{file}":        everybody, // the secret in the address is the key

	"GET /reports":             may(access.ReadReports),
	"POST /reports":            may(access.IssueReports),
	"GET /reports/made":        may(access.ReadReports),
	"GET /reports/made/{name}": may(access.ReadReports),
	"GET /reports/{id}":        may(access.ReadReports),
	"GET /reports/{id}/{name}": may(access.ReadReports),

	"GET /rules":                    may(access.SeeRules),
	"GET /rules/packs/{pack}":       may(access.SeeRules),
	"GET /rules/packs/{pack}/sheet": may(access.SeeRules),
	"GET /rules/compare":            may(access.SeeRules),
	"GET /rules/calculator":         may(access.SeeRules),

	"GET /status":            may(access.SeeStatus),
	"POST /status/mail/{id}": may(access.MendMail),
	"POST /status/verify":    may(access.MendMail),

	"GET /trail":        may(access.SeeTrail),
	"POST /trail/case":  may(access.SeeTrail),
	"GET /trail/export": may(access.SeeTrail),

	"GET /api/openapi.json":                             signedIn, // and tokens
	"GET /api/v1/me":                                    {self: true, api: true},
	"GET /api/v1/cases":                                 token(access.SeeCases),
	"POST /api/v1/cases/search":                         token(access.SeeCases),
	"GET /api/v1/cases/{id}":                            token(access.SeeCases),
	"GET /api/v1/cases/{id}/explanations/{deadline}":    token(access.SeeCases),
	"POST /api/v1/cases/{id}/events":                    token(access.RecordEvents),
	"POST /api/v1/cases/{id}/events/{event}/withdrawal": token(access.RecordEvents),
	"POST /api/v1/cases/{id}/reasons":                   token(access.SeeCases), // reasons, or delays agreed in advance: the desk looks which
	"POST /api/v1/events":                               token(access.RecordEvents),
	"GET /api/v1/deadlines":                             token(access.SeeCases),
	"GET /api/v1/breaches":                              token(access.SeeCases),
	"GET /api/v1/queries":                               token(access.SeeCases),
	"GET /api/v1/rules":                                 token(access.SeeRules),
	"GET /api/v1/rules/{pack}":                          token(access.SeeRules),
	"POST /api/v1/evaluations":                          token(access.SeeRules),
	"POST /api/v1/imports":                              token(access.Import),
	"GET /api/v1/imports/{id}":                          token(access.Import),
	"DELETE /api/v1/imports/{id}":                       token(access.Import),
	"GET /api/v1/imports/{id}/rejects":                  token(access.Import),
	"POST /api/v1/imports/{id}/confirmation":            token(access.Import),
	"GET /api/v1/reports":                               token(access.ReadReports),
	"POST /api/v1/reports":                              token(access.IssueReports),
	"POST /api/v1/reports/preview":                      token(access.ReadReports),
	"GET /api/v1/reports/{id}":                          token(access.ReadReports),
	"GET /api/v1/reports/{id}/forms/{form}":             token(access.ReadReports),
	"GET /api/v1/trail":                                 token(access.SeeTrail),
}

// demoTable are the rows that a demonstration has beside them.
var demoTable = map[string]need{
	"GET /mailbox":      everybody,
	"GET /mailbox/{id}": everybody,
}
