package account

import (
	"context"
	"io"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/privacy"
	"hilo/app/web/core"
	"hilo/app/web/ticket"
	"hilo/app/words"
)

// exportPage is the head of index.html: what is not in a ticket.
type exportPage struct {
	*words.Localizer
	Site, Made string
	Person     desk.Person
	Sessions   []sessionPart
	Unsent     []unsentPart
}

type unsentPart struct {
	privacy.Draft
	When string
	Kept []exportFile
}

// exportFile is a file with its size in words.
type exportFile struct {
	privacy.File
	Size string
	Show bool // as a picture
}

func exportFiles(kept []privacy.File, v *words.Localizer) (all []exportFile) {
	for _, f := range kept {
		all = append(all, exportFile{f, v.Bytes(f.File.Size), f.Width > 0 && files.Inline(f.Type)})
	}
	return all
}

type exportTicket struct {
	*words.Localizer
	*desk.Ticket
	Says   string
	Opened string
}

type exportEntry struct {
	ticket.EntryPart
	Kept []exportFile
}

// exportPage writes index.html: it is read offline, in the person's language.
func (s *Settings) exportPage(ctx context.Context, x *privacy.Export, w io.Writer, v *core.Viewer) error {
	show := func(name string, data any) error { return s.Views.Render(w, name, data) }
	p, err := s.exportHead(ctx, x, v)
	if err != nil {
		return err
	}
	if err := show("export/top", p); err != nil {
		return err
	}
	links := false
	err = x.Walk(privacy.Teller{
		Begin: func(t *desk.Ticket) error {
			v := v.Localizer
			links = ticket.HasLinks(t, false)
			return show("export/ticket", exportTicket{v, t, v.T("status." + string(t.Status.Told(false))), v.Full(t.CreatedAt)})
		},
		Entry: func(e *desk.Entry, kept []privacy.File) error {
			return show("export/entry", exportEntry{ticket.NewEntryPart(e, v, links), exportFiles(kept, v.Localizer)})
		},
		End: func() error { return show("export/end", nil) },
	})
	if err != nil {
		return err
	}
	return show("export/bottom", nil)
}

func (s *Settings) exportHead(ctx context.Context, x *privacy.Export, viewer *core.Viewer) (exportPage, error) {
	v := viewer.Localizer
	p := exportPage{Localizer: v, Site: s.Options.Name, Made: v.Full(s.Now()), Person: viewer.Person}
	sessions, err := s.Auth.Sessions.Of(ctx, p.Person.ID)
	if err != nil {
		return p, err
	}
	for _, s := range sessions {
		p.Sessions = append(p.Sessions, sessionPart{Browser: s.Browser, At: s.SeenAt, When: v.Full(s.SeenAt)})
	}
	for _, d := range x.Drafts {
		p.Unsent = append(p.Unsent, unsentPart{d, v.Full(d.UpdatedAt), exportFiles(d.Kept, v)})
	}
	return p, nil
}
