package privacy

import (
	"archive/zip"
	"context"
	"io"
	"time"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/words"
)

// Exports pack what is kept of people.
type Exports struct {
	Desk  *desk.Desk
	Files *files.Store
	URL   string // of the installation
	Now   func() time.Time
	Held  []Section // beside tickets and drafts, in this order
}

// Section is a part of data.json: what a room holds of a person, to become JSON.
type Section struct {
	Name string
	Of   func(ctx context.Context, personID int64) (any, error)
}

// Export is all that a person may see of their own, on its way into a zip. It
// goes out as it is read: memory stays flat, however much there is.
type Export struct {
	*Exports
	Drafts []Draft // read once: the page, the data and the files tell of the same

	ctx   context.Context
	actor desk.Actor
	words *words.Localizer
	zip   *zip.Writer
}

// Pack writes to out what the actor may take along: index.html to read, which page
// writes in the words of v, data.json for programs, and the files.
func (s *Exports) Pack(ctx context.Context, out io.Writer, actor desk.Actor, v *words.Localizer, page func(*Export, io.Writer) error) error {
	x := &Export{Exports: s, ctx: ctx, actor: actor, words: v, zip: zip.NewWriter(out)}
	if err := x.readDrafts(); err != nil {
		return err
	}
	if err := x.part("index.html", func(w io.Writer) error { return page(x, w) }); err != nil {
		return err
	}
	if err := x.part("data.json", x.data); err != nil {
		return err
	}
	if err := x.allFiles(); err != nil {
		return err
	}
	return x.zip.Close()
}
