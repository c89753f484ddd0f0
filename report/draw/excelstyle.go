package draw

import "github.com/xuri/excelize/v2"

// The Analysis Function asks for a plain font of 12 points or more.
const (
	fontName = "Arial"
	fontSize = 12

	titleHigh = 24 // the row of a title
)

// style is how a cell is set. Formats are those of spreadsheets.
type style struct {
	format string
	size   float64 // 0: as the rest
	bold   bool
	link   bool
	right  bool
	indent int // from the left
	wrap   bool
	under  bool // a line under it
}

// The formats of numbers. The date is set in English wherever it is opened.
const (
	counted = "#,##0"
	tenths  = "#,##0.0"
	dated   = "[$-809]d mmmm yyyy"
)

var (
	titleStyle = style{size: 16, bold: true}
	lineStyle  = style{}
	wrapStyle  = style{wrap: true}
	headStyle  = style{bold: true, wrap: true}
	linkStyle  = style{link: true, wrap: true}
)

// style gives the number of a style, made once.
func (b *workbook) style(s style) int {
	if id, ok := b.styles[s]; ok || b.err != nil {
		return id
	}
	x := &excelize.Style{
		Font:      &excelize.Font{Family: fontName, Size: fontSize, Bold: s.bold},
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: s.wrap},
	}
	if s.size > 0 {
		x.Font.Size = s.size
	}
	if s.link {
		x.Font.Underline, x.Font.Color = "single", "0B5394"
	}
	x.Alignment.Horizontal, x.Alignment.Indent = "left", s.indent
	if s.right {
		x.Alignment.Horizontal = "right"
	}
	if s.under {
		x.Border = []excelize.Border{{Type: "bottom", Color: "000000", Style: 1}}
	}
	if s.format != "" {
		x.CustomNumFmt = &s.format
	}
	id, err := b.f.NewStyle(x)
	b.try(err)
	b.styles[s] = id
	return id
}
