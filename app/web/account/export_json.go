package account

import (
	"io"
	"time"

	"hilo/app/access"
	"hilo/app/desk"
)

// data writes data.json. The first failure is kept; what follows is not written.
func (x *export) data(w io.Writer) error {
	j := &jsonWriter{w: w}
	p := x.v.Person
	actor := dataPerson{Email: p.Email, Name: p.Name, Locale: p.Locale, Timezone: p.Timezone, CreatedAt: p.CreatedAt.UTC()}
	if at := p.AccountAt.UTC(); !p.AccountAt.IsZero() {
		actor.AccountAt = &at
	}
	j.text(`{"exported_at":`).value(x.Now().UTC().Truncate(time.Second)).text(`,"site":`).value(x.Options.URL).text(`,"person":`).value(actor)
	sessions, err := x.Auth.Sessions(x.ctx, p.ID)
	if err != nil {
		return err
	}
	j.text(",\n\"sessions\":").open()
	for _, s := range sessions {
		j.item().value(dataSession{s.Browser, s.ProvenAt.UTC(), s.SeenAt.UTC()})
	}
	keys, err := x.passkeys()
	if err != nil {
		return err
	}
	j.text("],\n\"passkeys\":").open()
	for _, k := range keys {
		j.item().value(dataPasskey{k.Name, k.CreatedAt.UTC()})
	}
	j.text("],\n\"notifications\":")
	if err := x.notifications(j); err != nil {
		return err
	}
	j.text(",\n\"drafts\":").open()
	for _, u := range x.unsent {
		j.item().value(dataDraft{u.Ticket, u.Subject, u.Body, u.UpdatedAt.UTC(), dataFiles(u.Kept)})
	}
	j.text("],\n\"tickets\":").open()
	if err := x.dataTickets(j); err != nil {
		return err
	}
	return j.text("]}\n").err
}

func dataFiles(kept []exportFile) (all []dataFile) {
	for _, f := range kept {
		all = append(all, dataFile{f.Name, f.Type, f.File.Size, f.Path})
	}
	return all
}

func (x *export) passkeys() ([]access.Passkey, error) {
	if x.signIn.keys == nil {
		return nil, nil
	}
	return x.signIn.keys.List(x.ctx, x.v.Person.ID)
}

func (x *export) dataTickets(j *jsonWriter) error {
	first := true
	return x.walk(teller{
		begin: func(t *desk.Ticket) error {
			j.first = first
			first = false
			j.item().text(`{"ticket":`).value(dataTicket{t.Number, t.Subject, t.Topic, t.Status, t.Name, t.Locale, t.Score, t.CreatedAt.UTC(), t.PublicAt.UTC()})
			return j.text(`,"entries":`).open().err
		},
		entry: func(e *desk.Entry, kept []exportFile) error {
			out := dataEntry{
				Seq: e.Seq, At: e.At.UTC(), Kind: e.Kind, Body: desk.Tidy(e.Body), When: e.Data.When, IDs: e.Data.IDs,
				Wants: e.Data.Wants, Score: e.Data.Score, Files: dataFiles(kept),
			}
			if e.AuthorID != nil && *e.AuthorID == x.v.Person.ID {
				out.By = "you"
			} else if e.AuthorID != nil {
				out.By = desk.Who(x.v.Localizer, e.AuthorName)
			}
			return j.item().value(out).err
		},
		end: func() error { return j.text("]}").err },
	})
}
