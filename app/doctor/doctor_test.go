package doctor

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// Checks come in their order; one without an end is not waited for.
func TestAllChecks(t *testing.T) {
	r := All(t.Context(),
		Check{"first", func(context.Context) Line { return OK("%d are well", 3) }},
		Check{"last", func(context.Context) Line { return ToFix("do it") }})
	if got := r.String(); got != "ok           first: 3 are well\nfix          last: do it\n" {
		t.Errorf("%s", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r = All(ctx, Check{"endless", func(context.Context) Line { cancel(); select {} }})
	if got := r.String(); got != "not checked  endless: it found no end in time\n" {
		t.Errorf("%s", got)
	}
	if n := (Report{{Result: Fix}, {Result: NotChecked}, {Result: Fix}}).Fixes(); n != 2 {
		t.Errorf("%d to fix", n)
	}
	text, err := json.Marshal(Report{ToFix("do it").Of("last")})
	if err != nil || string(text) != `[{"check":"last","result":"fix","says":"do it"}]` {
		t.Errorf("%s, %v", text, err)
	}
}

// What a machine has is judged by what the server needs.
func TestMachine(t *testing.T) {
	const mb, gb = 1 << 20, 1 << 30
	marks := Marks{Files: 500 * mb, All: 100 * mb}
	for name, tt := range map[string]struct {
		line Line
		want string
	}{
		"much room":             {Disk(20*gb, marks, gb), "^ok 20 GB are free"},
		"room for no files":     {Disk(300*mb, marks, mb), "^fix 300 MB are free: below 500 MB no files"},
		"room for nothing":      {Disk(50*mb, marks, mb), "^fix 50 MB are free: below 100 MB"},
		"no room for a copy":    {Disk(5*gb, marks, 6*gb), "^fix .*upgrade copies the database"},
		"marks are off":         {Disk(mb, Marks{-1, -1}, mb/2), "^ok 1 MB"},
		"memory is not known":   {Memory(0), "^not checked"},
		"too little memory":     {Memory(200 * mb), "^fix 200 MB are left"},
		"memory":                {Memory(2 * gb), "^ok 2048 MB"},
		"a shell's descriptors": {Descriptors(1024), "^fix .*1024.*LimitNOFILE"},
		"a service's":           {Descriptors(65536), "^ok .*65536"},
		"a small file":          {OK("%s", Size(2048)), "^ok 2 kB"},
	} {
		is(t, name, tt.line, tt.want)
	}
}

// A data folder is of one user alone, with all that lies in it.
func TestFolders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	is(t, "none", Folder(dir), "^not checked")
	file := filepath.Join(dir, "hilo.db")
	for _, step := range []struct {
		what string
		do   func() error
		want string
	}{
		{"fresh", func() error { return os.Mkdir(dir, 0o700) }, "^ok /.*alone$"},
		{"with a file", func() error { return os.WriteFile(file, nil, 0o600) }, "^ok"},
		{"open", func() error { return os.Chmod(dir, 0o750) }, "^fix .*0750.*chmod 700"},
		{"closed", func() error { return os.Chmod(dir, 0o700) }, "^ok"},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		is(t, step.what, Folder(dir), step.want)
	}
	is(t, "a file", Folder(file), "^fix .*no folder")
	if os.Geteuid() != 0 {
		return
	}
	const other = 54321 // a user that there is not
	if err := os.Chown(file, other, other); err != nil {
		t.Fatal(err)
	}
	is(t, "a file of another", Folder(dir), "^fix .*hilo.db belongs to 54321, .*chown -R root: /")
	if err := os.Chown(dir, other, other); err != nil {
		t.Fatal(err)
	}
	is(t, "looked at by root", Folder(dir), "^ok .*54321 alone")
}
