package report

import "caseclock/report/document"

// percent is part of whole in per cent to one decimal, rounded half up, in
// whole numbers only; ok is false where whole is 0.
func percent(part, whole int) (p document.Tenths, ok bool) {
	if whole == 0 {
		return 0, false
	}
	return document.Tenths((2*1000*part + whole) / (2 * whole)), true
}
