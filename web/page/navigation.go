package page

import "caseclock/access"

// entries are the navigation, each with the act that its page needs.
var entries = []struct {
	path, text string
	act        access.Act
}{
	{"/work", "My work", access.SeeCases},
	{"/cases", "Cases", access.SeeCases},
	{"/ahead", "Looking ahead", access.SeeCases},
	{"/imports", "Import", access.Import},
	{"/reports", "Reports", access.ReadReports},
	{"/trail", "Who looked", access.SeeTrail},
	{"/status", "Status", access.SeeStatus},
	{"/people", "People", access.KeepPeople},
	{"/rules", "Rules", access.SeeRules},
}

// navigation are the pages that a person may see.
func navigation(v *access.Viewer, here string) (links []Link) {
	for _, e := range entries {
		if v.May(e.act) {
			links = append(links, Link{e.path, e.text, e.path == here})
		}
	}
	return links
}

// First is the page that a person begins with: the first of the navigation.
func First(v *access.Viewer) string {
	if links := navigation(v, ""); len(links) > 0 {
		return links[0].Path
	}
	return "/rules"
}
