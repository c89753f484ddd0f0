package deadline

import "fmt"

// Gestation is how far a pregnancy is: completed weeks and days, written 28+0.
type Gestation struct{ Weeks, Days int }

// fullTerm is the length of a pregnancy in days, from the last period to the
// expected date of delivery (40+0).
const fullTerm = term * 7

// EDDFromLMP is the expected date of delivery reckoned from the first day of
// the last menstrual period.
func EDDFromLMP(lmp Date) Date { return lmp + fullTerm }

// EDDFromGestation is the expected date of delivery of a pregnancy that is so
// far on a day.
func EDDFromGestation(on Date, g Gestation) Date { return on + fullTerm - Date(g.Weeks*7+g.Days) }

// GestationOn is how far a pregnancy with this expected date of delivery is on
// a day; before the last period it is negative.
func GestationOn(on, edd Date) Gestation {
	n := int(on-edd) + fullTerm
	w := floorDiv(n, 7)
	return Gestation{w, n - 7*w}
}

// Reached is the day on which a pregnancy with this expected date of delivery
// is so far.
func (g Gestation) Reached(edd Date) Date { return edd - fullTerm + Date(g.Weeks*7+g.Days) }

func (g Gestation) String() string { return fmt.Sprintf("%d+%d", g.Weeks, g.Days) }
