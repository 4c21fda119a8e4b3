package web

import (
	"github.com/gofiber/fiber/v2"
)

// keysPart are a person's passkeys in the settings.
type keysPart struct {
	Keys  []keyPart
	Fresh bool // the proof is young enough to add one
}

type keyPart struct {
	ID, Name, Made, Used string
	Doubtful             bool
}

// keysOf are the passkeys of who looks; nil where there can be none.
func (s *Server) keysOf(c *fiber.Ctx) (*keysPart, error) {
	if s.keys == nil {
		return nil, nil
	}
	v := s.look(c)
	all, err := s.keys.List(c.UserContext(), v.Person.ID)
	p := &keysPart{Fresh: s.Auth.Fresh(v.Viewer)}
	for _, k := range all {
		part := keyPart{ID: k.ID, Name: k.Name, Made: v.Localizer.Since(k.CreatedAt, s.Now()), Doubtful: k.Doubtful()}
		if !k.UsedAt.IsZero() {
			part.Used = v.Localizer.Since(k.UsedAt, s.Now())
		}
		p.Keys = append(p.Keys, part)
	}
	return p, err
}
