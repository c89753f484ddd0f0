package draw

import "caseclock/report/document"

// columnsTable says once what each column of each kind of table means; nil
// where the report says it of none.
func columnsTable(r document.Report) *tableView {
	t := &document.Table{ID: "what-columns-say", Caption: "What the columns of the tables say",
		Columns: []document.Column{{Head: "Table", Kind: document.Text}, {Head: "Column", Kind: document.Text}, {Head: "What it says", Kind: document.Text}}}
	seen := map[[3]string]bool{}
	at := map[string]int{}
	for _, s := range r.Sections {
		for _, of := range s.Tables {
			for _, c := range of.Columns {
				k := [3]string{of.Caption, c.Head, c.Says}
				if c.Says == "" || seen[k] {
					continue
				}
				seen[k] = true
				g, ok := at[of.Caption]
				if !ok {
					g = len(t.Groups)
					at[of.Caption] = g
					t.Groups = append(t.Groups, document.Group{Head: of.Caption})
				}
				t.Groups[g].Lines = append(t.Groups[g].Lines, document.Line{{Text: c.Head}, {Text: c.Says}})
			}
		}
	}
	if len(t.Groups) == 0 {
		return nil
	}
	v := drawTable(t)
	return &v
}
