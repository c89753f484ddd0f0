package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
)

// A part of a workbook that is large and packed more than a hundredfold is made
// to fill a memory: what people write packs ten- or twentyfold.
const (
	largePart   = 16 << 20
	mostPacking = 100
)

// unpacked reads a workbook and refuses one with such a part, before anything
// unpacks it. What is no zip is left to who reads it.
func unpacked(r io.Reader) (io.Reader, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return bytes.NewReader(b), nil
	}
	for _, f := range z.File {
		if f.UncompressedSize64 > largePart && f.UncompressedSize64/mostPacking > f.CompressedSize64 {
			return nil, fmt.Errorf("a part of the workbook unpacks to %d MiB, more than %d times what it is packed; accepted is a workbook as a spreadsheet program saves it",
				f.UncompressedSize64>>20, mostPacking)
		}
	}
	return bytes.NewReader(b), nil
}
