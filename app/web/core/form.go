package core

import (
	"net/url"
	"time"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/limits"
)

// Form is what a person sent: fields, and files that are safely stored but
// belong to nothing yet.
type Form struct {
	Values  url.Values
	Files   []files.Blob
	came    []files.Blob   // all that were received: what no row names goes when the request ends
	arrival *files.Arrival // of its files at the disk; nil while none came
	back    func()         // gives back the bytes of the day
	Names   []string       // of all files that came, stored or not, but for one that was refused
	Fault   error          // the first file that was refused
	Kept    []desk.Upload  // files that came before the form
	Note    bool           // an internal one, at the desk
	Charge  limits.Charge  // takes what it costs once it is stored; nil: nothing
}

// Get is the value of a field; "" where it did not come.
func (f *Form) Get(name string) string { return f.Values.Get(name) }

// Or is the value of a field; old where it did not come.
func (f *Form) Or(name, old string) string {
	if values, sent := f.Values[name]; sent {
		return values[0]
	}
	return old
}

// DraftDetails are those of a form as a draft keeps them.
func (f *Form) DraftDetails() desk.Details {
	d := desk.ReadDetails(f.Get)
	d.Tick(f.Values["wants[]"])
	return d
}

// Attached are the files as an entry takes them.
func (f *Form) Attached(expires time.Time) []desk.File {
	var out []desk.File
	for _, b := range f.Files {
		out = append(out, desk.File{Meta: b.Meta, ExpiresAt: expires})
	}
	return out
}
