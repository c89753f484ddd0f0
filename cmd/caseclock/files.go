package main

import (
	"io"
	"os"

	"caseclock/intake"
)

// diskFile is a file to read.
func diskFile(name string, size int64) intake.File {
	return intake.File{Name: name, Size: size, Open: func() (io.ReadCloser, error) { return os.Open(name) }}
}

// standardInput is standard input as a file to read.
func (a *app) standardInput() intake.File {
	return intake.File{Name: "-", Open: func() (io.ReadCloser, error) { return io.NopCloser(a.in), nil }}
}
