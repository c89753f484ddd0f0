package cases_test

import (
	"testing"

	"caseclock/web/cases"
	"caseclock/web/pagetest"
	"caseclock/web/work"
)

// TestServe answers a browser, where PAGETEST_LISTEN says at which address.
func TestServe(t *testing.T) {
	pagetest.New(t, 300, append(work.Routes(), cases.Routes()...)...).Serve()
}
