package privacy

import (
	"io"
	"time"

	"hilo/app/desk"
)

// data writes data.json. The first failure is kept; what follows is not written.
func (x *Export) data(w io.Writer) error {
	j := &jsonWriter{w: w}
	p := x.actor.Person
	actor := dataPerson{Email: p.Email, Name: p.Name, Locale: p.Locale, Timezone: p.Timezone, CreatedAt: p.CreatedAt.UTC()}
	if at := p.AccountAt.UTC(); !p.AccountAt.IsZero() {
		actor.AccountAt = &at
	}
	j.text(`{"exported_at":`).value(x.Now().UTC().Truncate(time.Second)).text(`,"site":`).value(x.URL).text(`,"person":`).value(actor)
	for _, section := range x.Held {
		held, err := section.Of(x.ctx, p.ID)
		if err != nil {
			return err
		}
		j.text(",\n").value(section.Name).text(":").value(held)
	}
	j.text(",\n\"drafts\":").open()
	for _, u := range x.Drafts {
		j.item().value(dataDraft{u.Ticket, u.Subject, u.Body, u.Details, u.UpdatedAt.UTC(), dataFiles(u.Kept)})
	}
	j.text("],\n\"tickets\":").open()
	if err := x.dataTickets(j); err != nil {
		return err
	}
	return j.text("]}\n").err
}

func dataFiles(kept []File) (all []dataFile) {
	for _, f := range kept {
		all = append(all, dataFile{f.Name, f.Type, f.File.Size, f.Path})
	}
	return all
}

func (x *Export) dataTickets(j *jsonWriter) error {
	first := true
	return x.Walk(Teller{
		Begin: func(t *desk.Ticket) error {
			j.first = first
			first = false
			j.item().text(`{"ticket":`).value(dataTicket{t.Number, t.Subject, t.Topic, t.Status.Told(false), t.Name, t.Locale, t.Score, t.CreatedAt.UTC(), t.PublicAt.UTC()})
			return j.text(`,"entries":`).open().err
		},
		Entry: func(e *desk.Entry, kept []File) error {
			out := dataEntry{
				Seq: e.Seq, At: e.At.UTC(), Kind: e.Kind, Body: desk.Tidy(e.Body), When: e.Data.When, IDs: e.Data.IDs,
				Wants: e.Data.Wants, Score: e.Data.Score, Was: e.Data.Was, Files: dataFiles(kept),
			}
			if e.AuthorID != nil && *e.AuthorID == x.actor.ID {
				out.By = "you"
			} else if e.AuthorID != nil {
				out.By = desk.Who(x.words, e.AuthorName)
			}
			return j.item().value(out).err
		},
		End: func() error { return j.text("]}").err },
	})
}
