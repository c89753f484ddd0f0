//go:build !linux

package main

import "syscall"

// diesWithParent leaves it to the standard input, which ends too.
func diesWithParent() *syscall.SysProcAttr { return nil }

// limitMemory is for Linux; elsewhere the time alone is limited.
func limitMemory(string) {}
