package document

// Shown on pages for what has no number.
const (
	HiddenMark = "hidden"
	NoneMark   = "–"
)

// Write is a cell for people, under its column. Only what says that it is
// shown is shown: its state wins over whatever else it carries.
func (c Column) Write(cell Cell) string {
	switch cell.State {
	case Shown:
	case NotApplicable, NotKnown:
		return NoneMark
	default:
		return HiddenMark
	}
	switch c.Kind {
	case Count:
		return Thousands(cell.N)
	case Percent:
		return Tenths(cell.N).String()
	case Days:
		return Halves(cell.N).String()
	case Day:
		if cell.Date == 0 {
			return NoneMark
		}
		return cell.Date.Long()
	case YesNo:
		if cell.N != 0 {
			return "yes"
		}
		return "no"
	}
	return cell.Text
}
