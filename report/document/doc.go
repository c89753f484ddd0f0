// Package document is the committee's report as it is printed: sections,
// sentences, tables and the particulars that go with them, ready to be drawn as
// a page, a workbook, rows or JSON. It holds no case and reckons nothing.
//
// What is hidden is hidden here already: a cell whose state is Hidden carries no
// number, so that no form can show what another does not. The document is plain
// data and goes through encoding/json unchanged, to a command that draws it or
// to the store that keeps it as it was issued.
package document
