package account

import (
	"io"

	"hilo/app/desk"
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
	exportDraft
	When string
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

// page writes index.html: it is read offline, in the person's language.
func (x *export) page(w io.Writer) error {
	show := func(name string, data any) error { return x.Views.Render(w, name, data) }
	p, err := x.head()
	if err != nil {
		return err
	}
	if err := show("export/top", p); err != nil {
		return err
	}
	links := false
	err = x.walk(teller{
		begin: func(t *desk.Ticket) error {
			v := x.v.Localizer
			links = ticket.HasLinks(t, false)
			return show("export/ticket", exportTicket{v, t, v.T("status." + string(t.Status)), v.Full(t.CreatedAt)})
		},
		entry: func(e *desk.Entry, kept []exportFile) error {
			return show("export/entry", exportEntry{ticket.NewEntryPart(e, x.v, links), kept})
		},
		end: func() error { return show("export/end", nil) },
	})
	if err != nil {
		return err
	}
	return show("export/bottom", nil)
}

func (x *export) head() (exportPage, error) {
	v := x.v.Localizer
	p := exportPage{Localizer: v, Site: x.Options.Name, Made: v.Full(x.Now()), Person: x.v.Person}
	sessions, err := x.Auth.Sessions(x.ctx, p.Person.ID)
	if err != nil {
		return p, err
	}
	for _, s := range sessions {
		p.Sessions = append(p.Sessions, sessionPart{Browser: s.Browser, At: s.SeenAt, When: v.Full(s.SeenAt)})
	}
	for _, u := range x.unsent {
		p.Unsent = append(p.Unsent, unsentPart{u, v.Full(u.UpdatedAt)})
	}
	return p, nil
}
