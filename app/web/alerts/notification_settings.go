package alerts

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/notify"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/views"
)

// notificationSettingsPage is how a person hears of news.
type notificationSettingsPage struct {
	core.Page
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

// ShowNotificationSettings: GET /settings/notifications
func (s *Handlers) ShowNotificationSettings(c *fiber.Ctx) error {
	chosen, err := s.Notify.Choices(c.UserContext(), s.Actor(c).ID)
	if err != nil {
		return err
	}
	return s.notificationSettings(c, chosen, nil)
}

func (s *Handlers) notificationSettings(c *fiber.Ctx, chosen notify.Choices, refused error) error {
	p := notificationSettingsPage{Page: s.Page(c, "choices.title"), Choices: chosen, Saved: c.Query("saved") != ""}
	p.Here, p.Sheet, p.Faults = "settings", "settings.css", core.FaultsOf(p.Localizer, refused)
	for _, kind := range notify.Kinds {
		p.Kinds = append(p.Kinds, choicePart{p.Localizer, kind, chosen.Wants(kind, notify.ByPush), chosen.Wants(kind, notify.ByMail)})
	}
	if refused != nil {
		core.Refuse(c, refused)
	}
	return s.Render(c, "alerts/notification_settings", p)
}

// UpdateNotificationSettings: POST /settings/notifications: a box that did not come is off.
func (s *Handlers) UpdateNotificationSettings(c *fiber.Ctx) error {
	f, err := s.ReadForm(c, core.NoFiles)
	if err != nil {
		return err
	}
	on := func(name string) bool { return f.Get(name) == "on" }
	chosen := notify.Choices{
		Refused: notify.Refused{}, PushText: on("push_text"), MailSubject: on("mail_subject"),
		Quiet: notify.Quiet{QuietFrom: f.Get("quiet_from"), QuietTo: f.Get("quiet_to")},
	}
	for _, kind := range notify.Kinds {
		for _, channel := range notify.Channels {
			chosen.Refused[notify.Choice{Kind: kind, Channel: channel}] = !on(channel + "_" + kind)
		}
	}
	err = s.Notify.Choose(c.UserContext(), s.Actor(c).ID, chosen)
	if err != nil && core.Mendable(err) {
		return s.notificationSettings(c, chosen, err)
	} else if err != nil {
		return err
	}
	return c.Redirect("/settings/notifications?saved=1", fiber.StatusSeeOther)
}
