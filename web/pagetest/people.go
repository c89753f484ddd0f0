package pagetest

import "caseclock/access"

// People are who may sit at a site: those of the demonstration with cases of
// their own (chair-1 to chair-3 and lead-1 to lead-3 of stirling, chair-4 to
// chair-6 of fife), and one of each other role for stirling and for fife.
var People = func() map[string]*access.Viewer {
	people := map[string]*access.Viewer{}
	add := func(id, name string, role access.Role, authorities ...string) {
		people[id] = &access.Viewer{ID: id, Name: name, Grants: []access.Grant{{Role: role, Authorities: authorities}}, Door: "web", From: "127.0.0.1"}
	}
	for _, a := range []struct {
		id      string
		numbers []string
	}{{"stirling", []string{"1", "2", "3"}}, {"fife", []string{"4", "5", "6"}}} {
		for _, n := range a.numbers {
			add("chair-"+n, "Chair "+n, access.Chair, a.id)
			add("lead-"+n, "Lead "+n, access.Lead, a.id)
		}
	}
	add("coordinator-1", "Coordinator One", access.Coordinator, "stirling")
	add("coordinator-2", "Coordinator Two", access.Coordinator, "fife")
	add("minutes-1", "Minute-taker One", access.MinuteTaker, "stirling")
	add("manager-1", "Manager One", access.Manager, "stirling")
	add("manager-2", "Manager Two", access.Manager, "fife")
	add("committee-1", "Committee One", access.Committee, "stirling")
	add("committee-all", "Committee of all", access.Committee)
	add("auditor-1", "Auditor One", access.Auditor, "stirling")
	add("auditor-all", "Auditor of all", access.Auditor)
	add("admin-1", "Admin One", access.Admin)
	add("admin-2", "Admin Two", access.Admin, "stirling")
	return people
}()
