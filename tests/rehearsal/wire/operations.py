"""What must be served: the operations that a bot is made of, those that this bot uses, and the events beside them."""

MESSAGE = "/channels/{channel_id}/messages/{message_id}"
REACTION = MESSAGE + "/reactions/{emoji_name}"
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"
APP = "/applications/{application_id}"
AUTOMOD = "/guilds/{guild_id}/auto-moderation/rules"
PLANS = "/guilds/{guild_id}/scheduled-events"
PLAN = PLANS + "/{guild_scheduled_event_id}"


def every(template: str, *methods: str) -> list[str]:
    return [f"{method} {template}" for method in methods]


# The first that a local Discord needs, by what they are for.
FIRST: dict[str, list[str]] = {
    "logging in": ["GET /users/@me", "GET /oauth2/applications/@me", "GET /applications/@me"],
    "the gateway's address": ["GET /gateway", "GET /gateway/bot"],
    "people": ["POST /users/@me/channels", "GET /users/{user_id}"],
    "a channel": ["GET /channels/{channel_id}"],
    "messages": [
        *every("/channels/{channel_id}/messages", "GET", "POST"),
        *every(MESSAGE, "GET", "PATCH", "DELETE"),
    ],
    "reactions": [*every(REACTION + "/@me", "PUT", "DELETE"), *every(REACTION, "GET", "DELETE"),
                  f"DELETE {REACTION}/{{user_id}}", f"DELETE {MESSAGE}/reactions"],
    "threads": [f"POST {MESSAGE}/threads", "POST /channels/{channel_id}/threads"],
    "typing": ["POST /channels/{channel_id}/typing"],
    "commands": [
        operation
        for scope in (APP, APP + "/guilds/{guild_id}")
        for operation in (*every(scope + "/commands", "GET", "POST", "PUT"),
                          *every(scope + "/commands/{command_id}", "GET", "PATCH", "DELETE"))
    ],
    "members": [
        *every("/guilds/{guild_id}/members/{user_id}", "GET", "PATCH"),
        *every("/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "PUT", "DELETE"),
    ],
    "AutoMod": [*every(AUTOMOD, "GET", "POST"), *every(AUTOMOD + "/{rule_id}", "GET", "PATCH", "DELETE")],
    "scheduled events": [*every(PLANS, "GET", "POST"), *every(PLAN, "GET", "PATCH", "DELETE")],
    "answers": [CALLBACK, f"POST {HOOK}", *every(HOOK + "/messages/@original", "GET", "PATCH", "DELETE"),
                *every(HOOK + "/messages/{message_id}", "GET", "PATCH", "DELETE")],
}  # fmt: skip

# What comes after them.
THEN: dict[str, list[str]] = {
    "pins": [
        operation
        for pins in ("/channels/{channel_id}/messages/pins", "/channels/{channel_id}/pins")
        for operation in (f"GET {pins}", *every(pins + "/{message_id}", "PUT", "DELETE"))
    ],
    "bans": ["GET /guilds/{guild_id}/bans", *every("/guilds/{guild_id}/bans/{user_id}", "GET", "PUT", "DELETE"),
             "POST /guilds/{guild_id}/bulk-ban", "DELETE /guilds/{guild_id}/members/{user_id}"],
    "roles": [*every("/guilds/{guild_id}/roles", "GET", "POST", "PATCH"),
              *every("/guilds/{guild_id}/roles/{role_id}", "GET", "PATCH", "DELETE")],
    "channels": [*every("/guilds/{guild_id}/channels", "GET", "POST", "PATCH"),
                 *every("/channels/{channel_id}", "PATCH", "DELETE")],
    "overwrites": every("/channels/{channel_id}/permissions/{overwrite_id}", "PUT", "DELETE"),
    "the audit log": ["GET /guilds/{guild_id}/audit-logs"],
    "finding members": ["GET /guilds/{guild_id}/members", "GET /guilds/{guild_id}/members/search"],
    "thread members": ["GET /channels/{channel_id}/thread-members",
                       *every("/channels/{channel_id}/thread-members/@me", "PUT", "DELETE"),
                       *every("/channels/{channel_id}/thread-members/{user_id}", "GET", "PUT", "DELETE")],
    "archived threads": ["GET /channels/{channel_id}/threads/archived/public",
                         "GET /channels/{channel_id}/threads/archived/private",
                         "GET /channels/{channel_id}/users/@me/threads/archived/private"],
    "polls": ["GET /channels/{channel_id}/polls/{message_id}/answers/{answer_id}",
              "POST /channels/{channel_id}/polls/{message_id}/expire"],
    "who comes": [f"GET {PLAN}/users"],
    "webhooks": [*every("/channels/{channel_id}/webhooks", "GET", "POST"), "GET /guilds/{guild_id}/webhooks",
                 *every("/webhooks/{webhook_id}", "GET", "PATCH", "DELETE"), *every(HOOK, "GET", "PATCH", "DELETE")],
    "command permissions": [f"GET {APP}/guilds/{{guild_id}}/commands/permissions",
                            f"GET {APP}/guilds/{{guild_id}}/commands/{{command_id}}/permissions"],
    "message search": ["GET /guilds/{guild_id}/messages/search"],
}  # fmt: skip

# What this bot's code calls, by the name of the library's method.
USED: dict[str, list[str]] = {
    "add_roles": ["PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}"],
    "add_user": ["PUT /channels/{channel_id}/thread-members/{user_id}"],
    "archived_threads": ["GET /channels/{channel_id}/threads/archived/public",
                         "GET /channels/{channel_id}/threads/archived/private",
                         "GET /channels/{channel_id}/users/@me/threads/archived/private"],
    "create_dm": ["POST /users/@me/channels"],
    "create_thread": ["POST /channels/{channel_id}/threads", f"POST {MESSAGE}/threads"],
    "defer": [CALLBACK],
    "edit": [f"PATCH {MESSAGE}", "PATCH /channels/{channel_id}"],
    "edit_message": [CALLBACK],
    "edit_original_response": [f"PATCH {HOOK}/messages/@original"],
    "fetch_channel": ["GET /channels/{channel_id}"],
    "fetch_channels": ["GET /guilds/{guild_id}/channels"],
    "fetch_guild": ["GET /guilds/{guild_id}"],
    "fetch_guilds": ["GET /users/@me/guilds"],
    "fetch_member": ["GET /guilds/{guild_id}/members/{user_id}"],
    "history": ["GET /channels/{channel_id}/messages"],
    "login": ["GET /users/@me", "GET /oauth2/applications/@me"],
    "remove_roles": ["DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}"],
    "send": ["POST /channels/{channel_id}/messages", f"POST {HOOK}"],
    "send_message": [CALLBACK],
    "send_modal": [CALLBACK],
    "sync": [f"PUT {APP}/commands"],
}  # fmt: skip

# Names that the library has as well, and that mean something of our own (or nothing over REST) in this bot.
OURS = frozenset({
    "autocomplete", "cancel", "clear", "close", "end", "join", "leave", "move", "read", "remove", "save", "start",
    "timeout", "wait",
})  # fmt: skip

# What a bot hears, and without which keys the library could not go on (`*`: in every item of a list). A schema of
# the official specification checks the object in it: the body itself, or the part at a key.
USER = "user.id user.username user.discriminator user.avatar"
THREAD = (
    "id type guild_id name parent_id owner_id message_count member_count thread_metadata.archived "
    "thread_metadata.archive_timestamp thread_metadata.auto_archive_duration"
)
CHANNEL = "id type name position"
REACTED = "user_id channel_id message_id emoji.name type"
VOTED = "user_id channel_id message_id answer_id"
RULE = "id guild_id name creator_id event_type trigger_type actions enabled exempt_roles exempt_channels"
EVENT = "id guild_id name scheduled_start_time status entity_type"
EVENTS: dict[str, str] = {
    "READY": f"{USER} guilds.*.id session_id resume_gateway_url application.id application.flags",
    "RESUMED": "",
    "GUILD_CREATE": (
        "id roles.*.id roles.*.name members.*.user members.*.roles members.*.flags channels.*.id channels.*.type "
        "channels.*.name channels.*.position threads"
    ),
    "GUILD_UPDATE": "id name",
    "GUILD_DELETE": "id",
    "CHANNEL_CREATE": CHANNEL,
    "CHANNEL_UPDATE": CHANNEL,
    "CHANNEL_DELETE": CHANNEL,
    "CHANNEL_PINS_UPDATE": "channel_id guild_id",
    "THREAD_CREATE": THREAD,
    "THREAD_UPDATE": THREAD,
    "THREAD_DELETE": "id guild_id parent_id type",
    "THREAD_LIST_SYNC": "guild_id threads members",
    "THREAD_MEMBERS_UPDATE": "id guild_id member_count",
    "GUILD_MEMBER_ADD": f"guild_id {USER}",
    "GUILD_MEMBER_UPDATE": "guild_id user.id roles",
    "GUILD_MEMBER_REMOVE": "guild_id user.id",
    "GUILD_MEMBERS_CHUNK": "guild_id members.*.user members.*.roles members.*.flags chunk_index chunk_count",
    "GUILD_ROLE_CREATE": "guild_id role.id role.name",
    "GUILD_ROLE_UPDATE": "guild_id role.id role.name",
    "GUILD_ROLE_DELETE": "guild_id role_id",
    "GUILD_BAN_ADD": f"guild_id {USER}",
    "GUILD_BAN_REMOVE": f"guild_id {USER}",
    "GUILD_AUDIT_LOG_ENTRY_CREATE": "guild_id id action_type",
    "MESSAGE_CREATE": "id channel_id author.id author.username content type",
    "MESSAGE_UPDATE": "id channel_id author.id content type",
    "MESSAGE_DELETE": "id channel_id",
    "MESSAGE_DELETE_BULK": "ids channel_id",
    "MESSAGE_REACTION_ADD": f"{REACTED} member.user member.roles member.flags",
    "MESSAGE_REACTION_REMOVE": REACTED,
    "MESSAGE_REACTION_REMOVE_ALL": "channel_id message_id",
    "MESSAGE_REACTION_REMOVE_EMOJI": "channel_id message_id emoji.name",
    "MESSAGE_POLL_VOTE_ADD": VOTED,
    "MESSAGE_POLL_VOTE_REMOVE": VOTED,
    "INTERACTION_CREATE": (
        "id application_id type token version attachment_size_limit channel.id member.user member.roles member.flags"
    ),
    "AUTO_MODERATION_RULE_CREATE": RULE,
    "AUTO_MODERATION_RULE_UPDATE": RULE,
    "AUTO_MODERATION_RULE_DELETE": RULE,
    "AUTO_MODERATION_ACTION_EXECUTION": "guild_id action.type rule_id rule_trigger_type user_id matched_keyword",
    "GUILD_SCHEDULED_EVENT_CREATE": EVENT,
    "GUILD_SCHEDULED_EVENT_UPDATE": EVENT,
    "GUILD_SCHEDULED_EVENT_DELETE": EVENT,
    "GUILD_SCHEDULED_EVENT_USER_ADD": "guild_scheduled_event_id user_id guild_id",
    "GUILD_SCHEDULED_EVENT_USER_REMOVE": "guild_scheduled_event_id user_id guild_id",
    "TYPING_START": "channel_id user_id timestamp",
    "INVITE_CREATE": "channel_id code guild_id",
    "INVITE_DELETE": "channel_id code guild_id",
    "WEBHOOKS_UPDATE": "guild_id channel_id",
    "RATE_LIMITED": "opcode retry_after meta.guild_id",
}
SCHEMAS: dict[str, tuple[str, str]] = {
    "MESSAGE_CREATE": ("", "MessageResponse"),
    "MESSAGE_UPDATE": ("", "MessageResponse"),
    "CHANNEL_CREATE": ("", "GuildChannelResponse"),
    "CHANNEL_UPDATE": ("", "GuildChannelResponse"),
    "CHANNEL_DELETE": ("", "GuildChannelResponse"),
    "THREAD_CREATE": ("", "ThreadResponse"),
    "THREAD_UPDATE": ("", "ThreadResponse"),
    "GUILD_MEMBER_ADD": ("", "GuildMemberResponse"),
    "GUILD_ROLE_CREATE": ("role", "GuildRoleResponse"),
    "GUILD_ROLE_UPDATE": ("role", "GuildRoleResponse"),
    "GUILD_BAN_ADD": ("user", "UserResponse"),
    "GUILD_AUDIT_LOG_ENTRY_CREATE": ("", "AuditLogEntryResponse"),
    "GUILD_SCHEDULED_EVENT_CREATE": ("", "ExternalScheduledEventResponse"),
    "GUILD_SCHEDULED_EVENT_UPDATE": ("", "ExternalScheduledEventResponse"),
    "AUTO_MODERATION_RULE_CREATE": ("", "KeywordRuleResponse"),
    "AUTO_MODERATION_RULE_UPDATE": ("", "KeywordRuleResponse"),
    "MESSAGE_REACTION_ADD": ("member", "GuildMemberResponse"),
    "INTERACTION_CREATE": ("member", "GuildMemberResponse"),
}
