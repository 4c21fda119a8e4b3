package web

import (
	"fmt"
	"net/url"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/files"
)

// teller is told of tickets and their entries, in order; nil functions are left out.
type teller struct {
	begin func(*desk.Ticket) error
	entry func(*desk.Entry, []exportFile) error
	end   func() error
}

// walk tells of all own tickets as their requester sees them: After decides.
func (x *export) walk(tell teller) error {
	numbers, err := x.Desk.Numbers(x.ctx, x.v.Person)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		if err := x.ticket(number, tell); err != nil {
			return err
		}
	}
	return nil
}

func (x *export) ticket(number int64, tell teller) error {
	t, err := x.Desk.Ticket(x.ctx, x.v.Person, number)
	if f := fault.Of(err); err != nil && f.Kind == fault.Unknown {
		return nil // no longer theirs
	} else if err != nil {
		return err
	}
	if tell.begin != nil {
		if err := tell.begin(t); err != nil {
			return err
		}
	}
	for seq, more := int64(0), true; more; {
		_, entries, err := x.Desk.After(x.ctx, x.v.Person, number, seq)
		if err != nil {
			return err
		}
		blobs, err := x.Desk.Blobs(x.ctx, entries)
		if err != nil {
			return err
		}
		for i := range entries {
			seq = entries[i].Seq
			if err := tell.entry(&entries[i], x.kept(&entries[i], blobs)); err != nil {
				return err
			}
		}
		more = len(entries) == desk.StreamPage
	}
	if tell.end == nil {
		return nil
	}
	return tell.end()
}

// kept are the entry's files that are still there. Their names were cleaned
// when they came; the number before them keeps two of one name apart.
func (x *export) kept(e *desk.Entry, blobs map[string]desk.File) (all []exportFile) {
	for i, f := range e.Files() {
		blob, ok := blobs[f.ID]
		if !ok {
			continue
		}
		dir, name := fmt.Sprintf("files/%d/", e.Ticket), fmt.Sprintf("%d-%d %s", e.Seq, i+1, files.CleanName(f.Name))
		all = append(all, exportFile{blob, dir + name, dir + url.PathEscape(name), x.v.Voice.Bytes(f.Size), files.Inline(f.Type)})
	}
	return all
}
