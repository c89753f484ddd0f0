// Package draw gives a report its forms: a page with its charts, a print of it,
// a workbook, rows and JSON. It draws what a document.Report holds and reckons
// nothing; what is hidden there has no number here either.
//
// The page is one file that asks for nothing: no script, no font, no picture
// from elsewhere, and a content policy that forbids them. The same document
// gives the same bytes. Every chart stands by the table that it is drawn from
// and says in words what it shows; its parts differ by pattern as well as by
// shade, so that it reads in black and white and in a reader's own colours.
package draw
