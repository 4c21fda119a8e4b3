package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/notify"
	"hilo/app/words"
	"hilo/views"
)

// choicesPage is how a person hears of news.
type choicesPage struct {
	Page
	notify.Choices
	Kinds  []choicePart
	Faults views.Faults
	Saved  bool
}

// choicePart is a kind of news: a line of the matrix.
type choicePart struct {
	*words.Localizer
	Kind       string // as the fields call it
	Push, Mail bool
}

// showChoices: GET /settings/notifications
func (s *Server) showChoices(c *fiber.Ctx) error {
	chosen, err := s.Notify.Choices(c.UserContext(), s.who(c).ID)
	if err != nil {
		return err
	}
	return s.choices(c, chosen, nil)
}

func (s *Server) choices(c *fiber.Ctx, chosen notify.Choices, refused error) error {
	p := choicesPage{Page: s.page(c, "choices.title"), Choices: chosen, Saved: c.Query("saved") != ""}
	p.Here, p.Sheet, p.Faults = "settings", "settings.css", faultsOf(p.Localizer, refused)
	for _, kind := range notify.Kinds {
		p.Kinds = append(p.Kinds, choicePart{p.Localizer, kind, chosen.Wants(kind, notify.JobPush), chosen.Wants(kind, notify.JobMail)})
	}
	if refused != nil {
		s.refuse(c, refused)
	}
	return s.render(c, "alerts/notification_settings", p)
}

// updateChoices: POST /settings/notifications: a box that did not come is off.
func (s *Server) updateChoices(c *fiber.Ctx) error {
	f, err := s.readForm(c, noFiles)
	if err != nil {
		return err
	}
	on := func(name string) bool { return f.get(name) == "on" }
	chosen := notify.Choices{
		Refused: notify.Refused{}, PushText: on("push_text"),
		Quiet: notify.Quiet{QuietFrom: f.get("quiet_from"), QuietTo: f.get("quiet_to")},
	}
	for _, kind := range notify.Kinds {
		for _, channel := range notify.Channels {
			chosen.Refused[notify.Choice{Kind: kind, Channel: channel}] = !on(channel + "_" + kind)
		}
	}
	err = s.Notify.Choose(c.UserContext(), s.who(c).ID, chosen)
	if err != nil && mendable(err) {
		return s.choices(c, chosen, err)
	} else if err != nil {
		return err
	}
	return c.Redirect("/settings/notifications?saved=1", fiber.StatusSeeOther)
}
