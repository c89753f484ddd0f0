package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// update rewrites what the stories expect (cmp of a file) with what they got:
// go test ./cmd/caseclock -update, then read the diff.
var update = flag.Bool("update", false, "rewrite the golden parts of the stories")

// storyNow is the instant of a story that sets none: a Monday, 9 o'clock.
const storyNow = "2026-03-02T09:00:00Z"

// TestMain makes this binary the command caseclock when a story runs it. Only
// here can the clock be set (CASECLOCK_TEST_NOW): the product has no such
// door.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == lookWord { // asked by a test that opens a store itself
		main()
	}
	os.Setenv("GORACE", strings.TrimSpace(os.Getenv("GORACE")+" atexit_sleep_ms=0")) // else each command under -race sleeps a second at its end
	testscript.Main(m, map[string]func(){
		"hardened": hardened,
		"caseclock": func() {
			if set := os.Getenv("CASECLOCK_TEST_NOW"); set != "" {
				setClock(set)
			}
			os.Unsetenv("CASECLOCK_TEST_NOW")
			main()
		},
	})
}

// setClock starts the program's clock at an instant, from which it runs on.
func setClock(instant string) {
	t, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		fmt.Fprintln(os.Stderr, "CASECLOCK_TEST_NOW:", err)
		os.Exit(3)
	}
	began := time.Now()
	now = func() time.Time { return t.Add(time.Since(began)) }
}

// TestStories runs every story under testdata/stories: a txtar file that a
// coordinator can read, against the real command.
func TestStories(t *testing.T) {
	for _, folder := range storyFolders(t, filepath.Join("..", "..", "testdata", "stories")) {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			testscript.Run(t, testscript.Params{
				Dir:                 folder,
				UpdateScripts:       *update,
				RequireExplicitExec: false,
				Setup:               setUpStory,
				Cmds:                storyCommands,
			})
		})
	}
}

func setUpStory(e *testscript.Env) error {
	e.Setenv("CASECLOCK_TEST_NOW", storyNow)
	e.Setenv("NO_COLOR", "1")
	e.Setenv("GORACE", os.Getenv("GORACE"))
	return nil
}

// storyCommands are the words a story has beside testscript's own.
var storyCommands = map[string]func(*testscript.TestScript, bool, []string){
	// now INSTANT sets the clock for the commands that follow.
	"now": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: now INSTANT")
		}
		ts.Setenv("CASECLOCK_TEST_NOW", args[0])
	},
	// daemon lets the daemon wake once at the instant set.
	"daemon": daemonStory,
	// status N COMMAND... runs a command and expects its exit status.
	"status": func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) < 2 {
			ts.Fatalf("usage: status N COMMAND...")
		}
		got := "0"
		if err := ts.Exec(args[1], args[2:]...); err != nil {
			got = strings.TrimPrefix(err.Error(), "exit status ")
		}
		if got != args[0] {
			ts.Fatalf("status %s, want %s", got, args[0])
		}
	},
}

// storyFolders are the folders that hold stories.
func storyFolders(t *testing.T, root string) []string {
	t.Helper()
	var folders []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) == ".txtar" {
			if dir := filepath.Dir(path); !slices.Contains(folders, dir) {
				folders = append(folders, dir)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) == 0 {
		t.Fatalf("%s holds no stories", root)
	}
	return folders
}
