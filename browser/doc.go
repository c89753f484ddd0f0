// Package browser holds tests alone. They do in a real browser, at the pages of
// the real program, what each person does there: by keyboard, with script off,
// on a narrow screen, with axe looking for faults of accessibility, and with a
// real identity provider at the door.
//
// The program under test is built from cmd/caseclock and shows its
// demonstration, whose day stands still (see cmd/caseclock/standing.go). The
// identity provider is built from testdata/dex. A Chromium, axe-core's script
// (AXE_CORE names it) and the provider (DEX names it) must be there where
// CI=true; elsewhere what needs them is left out without them.
//
// The README's pictures are made by
//
//	go test ./browser -run TestScreenshots -screenshots
package browser
