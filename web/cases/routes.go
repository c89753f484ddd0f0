package cases

import "caseclock/web/page"

// Routes are the pages of cases.
func Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /cases", Handle: list},
		{Pattern: "POST /cases/find", Handle: find},
		{Pattern: "GET /cases/new", Handle: beginForm},
		{Pattern: "POST /cases/new", Handle: begin},
		{Pattern: "GET /cases/{id}", Handle: show},
		{Pattern: "GET /cases/{id}/reason/{key}", Handle: reasonForm},
		{Pattern: "POST /cases/{id}/reason", Handle: giveReason},
		{Pattern: "GET /cases/{id}/record", Handle: recordForm},
		{Pattern: "POST /cases/{id}/record", Handle: record},
		{Pattern: "GET /cases/{id}/correct/{event}", Handle: correctForm},
		{Pattern: "GET /cases/{id}/withdraw/{event}", Handle: withdrawForm},
		{Pattern: "POST /cases/{id}/withdraw/{event}", Handle: withdraw},
	}
}
