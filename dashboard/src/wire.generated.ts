// Made of docs/openapi.json by `npm run openapi`; not to be changed by hand.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: {
            cache_keys: components["schemas"]["CacheKeys"];
            /** Format: date-time */
            created_at: string;
            custom_attributes?: {
                [key: string]: unknown;
            };
            domain: string | null;
            features: {
                [key: string]: boolean;
            };
            id: number;
            latest_chatwoot_version?: string | null;
            locale: string;
            name: string;
            settings: {
                [key: string]: unknown;
            };
            status: string;
            support_email: string;
        };
        AccountUser: {
            account_id: number;
            active_at: string | null;
            agent_capacity_policy_id: null;
            auto_offline: boolean;
            /** @enum {unknown} */
            availability: "online" | "busy" | "offline";
            /** Format: date-time */
            created_at: string;
            custom_role_id: null;
            id: number;
            inviter_id: number | null;
            /** @enum {unknown} */
            role: "agent" | "administrator";
            /** Format: date-time */
            updated_at: string;
            user_id: number;
        };
        Action: {
            action_name: string;
            action_params: unknown[];
        };
        ActionWebhook: {
            secret: string;
            url: string;
        };
        Agent: {
            account_id: number;
            auto_offline: boolean;
            /** @enum {unknown} */
            availability_status: "online" | "busy" | "offline";
            available_name: string;
            confirmed: boolean;
            custom_attributes?: {
                [key: string]: unknown;
            };
            email: string;
            id: number;
            name: string;
            provider: string;
            role: ("agent" | "administrator") | null;
            thumbnail: string;
        };
        AgentBot: {
            access_token?: string;
            account_id: number | null;
            bot_config: {
                [key: string]: unknown;
            };
            bot_type: string;
            custom_headers?: {
                [key: string]: string;
            };
            description: string | null;
            id: number;
            name: string | null;
            outgoing_url?: string | null;
            previous_secret_until?: string | null;
            secret?: string;
            skip_own?: boolean;
            system_bot: boolean;
            thumbnail: string;
            webhook_secret?: string;
        };
        AgentMetrics: {
            /** @enum {unknown} */
            availability: "online" | "busy" | "offline";
            email: string;
            id: number;
            metric: {
                open: number;
                unattended: number;
            };
            name: string;
            thumbnail: string;
        };
        AssignmentPolicy: {
            assigned_inbox_count: number;
            /** @enum {unknown} */
            assignment_order: "round_robin";
            /** @enum {unknown} */
            conversation_priority: "earliest_created" | "longest_waiting";
            created_at: number;
            description: string | null;
            enabled: boolean;
            fair_distribution_limit: number;
            fair_distribution_window: number;
            id: number;
            name: string;
            updated_at: number;
        };
        Attachment: {
            account_id: number;
            content_type: string;
            data_url: string;
            extension: string | null;
            file_size: number;
            file_type: string;
            height: number | null;
            id: number;
            message_id: number;
            thumb_url: string;
            transcribed_text?: string;
            width: number | null;
        };
        AutomationEventConversationCreatedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "automation_event.conversation_created";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        AutomationEventConversationOpenedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "automation_event.conversation_opened";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        AutomationEventConversationResolvedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "automation_event.conversation_resolved";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        AutomationEventConversationUpdatedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "automation_event.conversation_updated";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        AutomationEventMessageCreatedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "automation_event.message_created";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        AutomationRule: {
            account_id: number;
            actions: components["schemas"]["Action"][];
            active: boolean;
            conditions: {
                [key: string]: unknown;
            }[];
            created_on: number;
            description: string | null;
            event_name: string;
            files?: components["schemas"]["AutomationRuleFile"][];
            id: number;
            name: string;
            webhooks?: components["schemas"]["ActionWebhook"][];
        };
        AutomationRuleFile: {
            account_id: number;
            automation_rule_id: number;
            blob_id: string;
            file_type: string;
            file_url: string;
            filename: string;
            id: number;
        };
        AutomationRun: {
            conversation_id: number;
            /** Format: date-time */
            created_at: string;
            event_id: number;
            finished_at: string | null;
            id: number;
            reason: string | null;
            /** @enum {unknown} */
            state: "running" | "done" | "failed" | "stopped";
            steps: {
                action_name: string;
                /** @enum {unknown} */
                state: "done" | "failed";
                text: string;
            }[];
        };
        AutomationRunList: {
            meta: {
                next_before: number | null;
            };
            payload: components["schemas"]["AutomationRun"][];
        };
        BotMetrics: {
            conversation_count: number;
            handoff_rate: number;
            message_count: number;
            resolution_rate: number;
        };
        BotPush: {
            avatar_url: string;
            id: number;
            name: string | null;
            /** @constant */
            type: "agent_bot";
        };
        BotSummary: {
            bot_handoffs_count: number;
            bot_resolutions_count: number;
            previous: {
                bot_handoffs_count: number;
                bot_resolutions_count: number;
            };
        };
        BotWebhook: {
            id: number;
            name: string | null;
            /** @constant */
            type: "agent_bot";
        };
        Brand: {
            /** @description Of style tokens, light and dark in one; empty without BRAND_COLOR */
            colours: {
                [key: string]: string;
            };
            favicon_url: string | null;
            logo_dark_url: string | null;
            logo_url: string | null;
            name: string;
            privacy_url: string | null;
            support_email: string | null;
            support_url: string | null;
            terms_url: string | null;
            /** @description Words, phrases and (with a capital) whole labels of ours, and what stands in their place */
            words: {
                [key: string]: string;
            };
        };
        CacheKeys: {
            inbox: string;
            label: string;
            team: string;
        };
        CallbackBody: components["schemas"]["MessageCreatedCallback"] | components["schemas"]["MessageUpdatedCallback"] | components["schemas"]["MessageDeletedCallback"] | components["schemas"]["ConversationCreatedCallback"] | components["schemas"]["ConversationUpdatedCallback"] | components["schemas"]["ConversationStatusChangedCallback"] | components["schemas"]["ConversationOpenedCallback"] | components["schemas"]["ConversationResolvedCallback"] | components["schemas"]["ConversationDeletedCallback"] | components["schemas"]["ConversationReadCallback"] | components["schemas"]["ContactCreatedCallback"] | components["schemas"]["ContactUpdatedCallback"] | components["schemas"]["ContactDeletedCallback"] | components["schemas"]["ContactMergedCallback"] | components["schemas"]["InboxCreatedCallback"] | components["schemas"]["InboxUpdatedCallback"] | components["schemas"]["AutomationEventConversationCreatedCallback"] | components["schemas"]["AutomationEventConversationUpdatedCallback"] | components["schemas"]["AutomationEventConversationOpenedCallback"] | components["schemas"]["AutomationEventConversationResolvedCallback"] | components["schemas"]["AutomationEventMessageCreatedCallback"] | components["schemas"]["MacroExecutedCallback"];
        CallbackHealth: {
            /** Format: date-time */
            failing_since: string;
            /** @enum {unknown} */
            state: "failing" | "paused" | "disabled";
            waiting: number;
        };
        CannedResponse: {
            account_id: number;
            content: string;
            /** Format: date-time */
            created_at: string;
            id: number;
            short_code: string;
            /** Format: date-time */
            updated_at: string;
        };
        Cause: {
            id: number | null;
            name: string | null;
            request_id?: string | null;
            token_id?: number | null;
            /** @enum {unknown} */
            type: "user" | "contact" | "agent_bot" | "api" | "automation" | "system" | "import";
        };
        Contact: {
            additional_attributes: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            availability_status: "online" | "offline";
            blocked: boolean;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            id: number;
            identifier: string | null;
            last_activity_at?: number;
            name: string;
            phone_number: string | null;
            thumbnail: string;
        };
        ContactableInbox: {
            inbox: components["schemas"]["InboxSlim"];
            source_id: string;
        };
        ContactAttachment: {
            conversation_id: number;
            created_at: number;
            data_url: string;
            extension: string | null;
            file_size: number;
            file_type: string;
            height: number | null;
            id: number;
            message_id: number;
            sender?: components["schemas"]["ContactPush"] | components["schemas"]["UserPush"] | components["schemas"]["BotPush"];
            thumb_url: string;
            width: number | null;
        };
        ContactCreatedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            avatar: string;
            blocked: boolean;
            cause: components["schemas"]["Cause"];
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            /** @constant */
            event: "contact_created";
            event_id: number;
            id: number;
            identifier: string | null;
            name: string;
            /** Format: date-time */
            occurred_at: string;
            phone_number: string | null;
            sequence: number | null;
            thumbnail: string;
        };
        ContactDeletedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            avatar: string;
            blocked: boolean;
            cause: components["schemas"]["Cause"];
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            /** @constant */
            event: "contact_deleted";
            event_id: number;
            id: number;
            identifier: string | null;
            name: string;
            /** Format: date-time */
            occurred_at: string;
            phone_number: string | null;
            sequence: number | null;
            thumbnail: string;
        };
        ContactExport: {
            column_names: string[];
            count: number | null;
            created_at: number;
            error: string | null;
            file_url: string | null;
            finished_at: number | null;
            id: number;
            /** @enum {unknown} */
            state: "pending" | "completed" | "failed";
        };
        ContactFeed: {
            meta: {
                cursor: string;
                has_more: boolean;
            };
            payload: components["schemas"]["ContactFrame"][];
        };
        ContactFrame: {
            data: {
                account_id: number;
                additional_attributes: {
                    [key: string]: unknown;
                };
                attachments?: components["schemas"]["Attachment"][];
                cause: components["schemas"]["Cause"];
                content: string | null;
                content_attributes: {
                    [key: string]: unknown;
                };
                /** @enum {unknown} */
                content_type: "text" | "input_text" | "input_textarea" | "input_email" | "input_select" | "cards" | "form" | "article" | "incoming_email" | "input_csat" | "integrations" | "sticker" | "voice_call";
                conversation: {
                    assignee_id: number | null;
                    contact_inbox: {
                        source_id: string;
                    };
                    last_activity_at: number;
                    unread_count: number;
                };
                conversation_id: number;
                created_at: number;
                echo_id?: unknown;
                event_id: number;
                external_source_ids: {
                    [key: string]: unknown;
                };
                id: number;
                inbox_id: number;
                message_type: number;
                /** Format: date-time */
                occurred_at: string;
                performer?: components["schemas"]["UserPush"] | components["schemas"]["BotPush"];
                previous_changes?: {
                    [key: string]: unknown;
                };
                private: boolean;
                processed_message_content: string | null;
                sender?: components["schemas"]["ContactPush"] | components["schemas"]["UserPush"] | components["schemas"]["BotPush"];
                sender_id: number | null;
                sender_type: ("Contact" | "User" | "AgentBot") | null;
                sentiment: {
                    [key: string]: unknown;
                };
                sequence: number | null;
                source_id: string | null;
                /** @enum {unknown} */
                status: "sent" | "delivered" | "read" | "failed";
                /** Format: date-time */
                updated_at: string;
            };
            /** @enum {unknown} */
            event: "message.created" | "message.updated";
        } | {
            data: {
                account_id: number;
                additional_attributes: {
                    [key: string]: unknown;
                };
                agent_last_seen_at: number;
                can_reply: boolean;
                cause: components["schemas"]["Cause"];
                channel: string;
                contact_inbox: components["schemas"]["ContactInboxRow"];
                contact_last_seen_at: number;
                created_at: number;
                custom_attributes: {
                    [key: string]: unknown;
                };
                event_id: number;
                first_reply_created_at: string | null;
                id: number;
                inbox_id: number;
                labels: string[];
                last_activity_at: number;
                messages: components["schemas"]["MessagePush"][];
                meta: {
                    assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                    assignee_type: ("User" | "AgentBot") | null;
                    hmac_verified: boolean | null;
                    sender: components["schemas"]["ContactPush"];
                    team: {
                        id: number;
                        name: string;
                    } | null;
                };
                /** Format: date-time */
                occurred_at: string;
                performer?: components["schemas"]["UserPush"] | components["schemas"]["BotPush"];
                previous_changes?: {
                    [key: string]: unknown;
                };
                priority: ("low" | "medium" | "high" | "urgent") | null;
                sequence: number | null;
                snoozed_until: string | null;
                /** @enum {unknown} */
                status: "open" | "resolved" | "pending" | "snoozed";
                timestamp: number;
                unread_count: number;
                updated_at: number;
                waiting_since: number;
            };
            /** @enum {unknown} */
            event: "conversation.created" | "conversation.updated" | "conversation.status_changed";
        };
        ContactImport: {
            created: number;
            created_at: number;
            error: string | null;
            errors: {
                line: number;
                message: string;
            }[];
            failed: number;
            failed_rows_url: string | null;
            file_name: string;
            finished_at: number | null;
            id: number;
            processed: number;
            /** @enum {unknown} */
            state: "pending" | "running" | "completed" | "failed";
            total: number | null;
            updated: number;
        };
        ContactInboxRow: {
            contact_id: number;
            /** Format: date-time */
            created_at: string;
            hmac_verified: boolean;
            id: number;
            inbox_id: number;
            pubsub_token: string | null;
            source_id: string;
            /** Format: date-time */
            updated_at: string;
        };
        ContactLink: {
            inbox: components["schemas"]["InboxSlim"];
            source_id: string;
        };
        ContactMatches: {
            meta: {
                count: number | null;
                current_page: number | string;
                has_more: boolean | null;
            };
            payload: components["schemas"]["LinkedContact"][];
        };
        ContactMergedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            avatar: string;
            blocked: boolean;
            cause: components["schemas"]["Cause"];
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            /** @constant */
            event: "contact_merged";
            event_id: number;
            id: number;
            identifier: string | null;
            merged_contact_id: number;
            name: string;
            /** Format: date-time */
            occurred_at: string;
            phone_number: string | null;
            sequence: number | null;
            thumbnail: string;
        };
        ContactPage: {
            meta: {
                count: number;
                current_page: number | string;
            };
            payload: components["schemas"]["LinkedContact"][];
        };
        ContactPush: {
            additional_attributes: {
                [key: string]: unknown;
            };
            blocked: boolean;
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            id: number;
            identifier: string | null;
            name: string;
            phone_number: string | null;
            thumbnail: string;
            /** @constant */
            type: "contact";
        };
        ContactRow: {
            account_id: number;
            additional_attributes: {
                [key: string]: unknown;
            };
            blocked: boolean;
            company_id: number | null;
            /** @enum {unknown} */
            contact_type: "visitor" | "lead" | "customer";
            country_code: string | null;
            /** Format: date-time */
            created_at: string;
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            id: number;
            identifier: string | null;
            label_list: string[];
            last_activity_at: string | null;
            last_name: string;
            location: string | null;
            middle_name: string;
            name: string;
            phone_number: string | null;
            /** Format: date-time */
            updated_at: string;
        };
        ContactUpdatedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            avatar: string;
            blocked: boolean;
            cause: components["schemas"]["Cause"];
            changed_attributes: {
                [key: string]: {
                    current_value: unknown;
                    previous_value: unknown;
                };
            }[] | null;
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            /** @constant */
            event: "contact_updated";
            event_id: number;
            id: number;
            identifier: string | null;
            name: string;
            /** Format: date-time */
            occurred_at: string;
            phone_number: string | null;
            sequence: number | null;
            thumbnail: string;
        };
        ContactWebhook: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            avatar: string;
            blocked: boolean;
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            id: number;
            identifier: string | null;
            name: string;
            phone_number: string | null;
            thumbnail: string;
        };
        Conversation: {
            account_id: number;
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            assignee_last_seen_at: number;
            can_reply: boolean;
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            first_reply_created_at: number;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            last_non_activity_message: components["schemas"]["MessagePush"] | null;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee?: components["schemas"]["Agent"] | components["schemas"]["SlimAgentBot"];
                /** @enum {unknown} */
                assignee_type?: "User" | "AgentBot";
                channel: string;
                hmac_verified: boolean | null;
                sender: components["schemas"]["Contact"];
                team?: components["schemas"]["Team"];
            };
            muted: boolean;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sla_policy_id: null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            uuid: string;
            waiting_since: number;
        };
        ConversationCreatedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "conversation_created";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        ConversationDeletedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "conversation_deleted";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        ConversationDeliveryList: {
            payload: components["schemas"]["DeliveryGlance"][];
        };
        ConversationList: {
            data: {
                meta: {
                    all_count: number;
                    assigned_count: number;
                    mine_count: number;
                    unassigned_count: number;
                };
                payload: components["schemas"]["Conversation"][];
            };
        };
        ConversationMatches: {
            meta: {
                all_count: number;
                assigned_count: number;
                mine_count: number;
                unassigned_count: number;
            };
            payload: components["schemas"]["Conversation"][];
        };
        ConversationOpenedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "conversation_opened";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        ConversationPush: {
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            priority: ("low" | "medium" | "high" | "urgent") | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        ConversationReadCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "conversation_read";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            last_read_message_id: number | null;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        ConversationResolvedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "conversation_resolved";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        ConversationSearchItem: {
            account_id: number;
            contact: {
                id: number;
                name: string;
            };
            created_at: number;
            id: number;
            inbox: {
                channel_type: string;
                id: number;
                name: string;
            };
            messages: {
                content: string | null;
                created_at: number;
                id: number;
                message_type: number;
                sender_name?: string;
            }[];
            uuid: string;
        };
        ConversationStatusChangedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            changed_attributes: {
                [key: string]: {
                    current_value: unknown;
                    previous_value: unknown;
                };
            }[] | null;
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "conversation_status_changed";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        ConversationTypingOffCallback: {
            cause: components["schemas"]["Cause"];
            conversation: components["schemas"]["ConversationWebhook"];
            /** @constant */
            event: "conversation_typing_off";
            event_id: number;
            is_private: boolean;
            /** Format: date-time */
            occurred_at: string;
            sequence: number | null;
            user: components["schemas"]["UserWebhook"] | components["schemas"]["BotWebhook"] | components["schemas"]["ContactWebhook"];
        };
        ConversationTypingOnCallback: {
            cause: components["schemas"]["Cause"];
            conversation: components["schemas"]["ConversationWebhook"];
            /** @constant */
            event: "conversation_typing_on";
            event_id: number;
            is_private: boolean;
            /** Format: date-time */
            occurred_at: string;
            sequence: number | null;
            user: components["schemas"]["UserWebhook"] | components["schemas"]["BotWebhook"] | components["schemas"]["ContactWebhook"];
        };
        ConversationUpdatedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            changed_attributes: {
                [key: string]: {
                    current_value: unknown;
                    previous_value: unknown;
                };
            }[] | null;
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "conversation_updated";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        ConversationWebhook: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            priority: ("low" | "medium" | "high" | "urgent") | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        CreatedContact: {
            payload: {
                contact: components["schemas"]["LinkedContact"];
                contact_inbox: {
                    inbox: components["schemas"]["InboxDump"] | null;
                    source_id: string | null;
                };
            };
        };
        CustomAttributeDefinition: {
            attribute_description: string | null;
            attribute_display_name: string;
            /** @enum {unknown} */
            attribute_display_type: "text" | "number" | "currency" | "percent" | "link" | "date" | "list" | "checkbox";
            attribute_key: string;
            /** @enum {unknown} */
            attribute_model: "conversation_attribute" | "contact_attribute";
            attribute_values: string[];
            /** Format: date-time */
            created_at: string;
            default_value: number | null;
            /** @description Whether values that are written for the account must fit */
            enforced: boolean;
            id: number;
            regex_cue: string | null;
            regex_pattern: string | null;
            /** Format: date-time */
            updated_at: string;
        };
        CustomFilter: {
            /** Format: date-time */
            created_at: string;
            /** @enum {unknown} */
            filter_type: "conversation" | "contact" | "report";
            id: number;
            name: string;
            query: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            updated_at: string;
        };
        DashboardApp: {
            content: {
                /** @constant */
                type: "frame";
                url: string;
            }[];
            /** Format: date-time */
            created_at: string;
            id: number;
            title: string;
        };
        Delivery: {
            attempts: number;
            conversation_id: number | null;
            /** Format: date-time */
            created_at: string;
            endpoint: {
                id: number;
                kind: string;
                name: string | null;
                url: string | null;
            };
            event: string;
            event_id: number;
            id: number;
            last_error: string | null;
            last_status: number | null;
            message_id: number | null;
            next_attempt_at: string | null;
            replayed_at: string | null;
            replays: number;
            settled_at: string | null;
            /** @enum {unknown} */
            state: "pending" | "delivered" | "failed" | "expired";
            uuid: string;
        };
        DeliveryAttempt: {
            duration_ms: number;
            error: string | null;
            error_class: ("dns" | "tls" | "connection" | "timeout" | "http" | "refused" | "internal") | null;
            note: string | null;
            request: {
                body: string | null;
                headers: {
                    [key: string]: string;
                };
                url: string | null;
            };
            response_body: string | null;
            /** Format: date-time */
            started_at: string;
            status: number | null;
        };
        DeliveryGlance: {
            attempts: {
                duration_ms: number;
                error_class: ("dns" | "tls" | "connection" | "timeout" | "http" | "refused" | "internal") | null;
                /** Format: date-time */
                started_at: string;
                status: number | null;
            }[];
            /** Format: date-time */
            created_at: string;
            endpoint_kind: string;
            event: string;
            id: number;
            message_id: number | null;
            next_attempt_at: string | null;
            replays: number;
            settled_at: string | null;
            /** @enum {unknown} */
            state: "pending" | "delivered" | "failed" | "expired";
        };
        DeliveryList: {
            meta: {
                next_before: number | null;
            };
            payload: components["schemas"]["Delivery"][];
        };
        DirectUpload: {
            byte_size: number;
            checksum: string | null;
            content_type: string;
            /** Format: date-time */
            created_at: string;
            direct_upload: {
                headers: {
                    [key: string]: string;
                };
                url: string;
            };
            filename: string;
            id: number;
            key: string;
            metadata: {
                [key: string]: unknown;
            };
            service_name: string;
            signed_id: string;
        };
        Endpoint: {
            disabled_at: string | null;
            disabled_reason: string | null;
            failing_since: string | null;
            health: {
                day: {
                    attempts: number;
                    p50_ms: number | null;
                    p95_ms: number | null;
                    success_rate: number | null;
                };
                hour: {
                    attempts: number;
                    p50_ms: number | null;
                    p95_ms: number | null;
                    success_rate: number | null;
                };
            };
            id: number;
            inbox: {
                id: number;
                name: string;
            } | null;
            kind: string;
            last_success_at: string | null;
            name: string;
            oldest_waiting_at: string | null;
            paused_at: string | null;
            queue_depth: number;
            url: string;
            warned_at: string | null;
        };
        EndpointList: {
            payload: components["schemas"]["Endpoint"][];
        };
        EndpointPush: {
            disabled_at: string | null;
            disabled_reason: string | null;
            failing_since: string | null;
            id: number;
            inbox: {
                id: number;
                name: string;
            } | null;
            kind: string;
            last_success_at: string | null;
            name: string;
            paused_at: string | null;
            url: string;
            warned_at: string | null;
        };
        /** @description One of these keys tells it, depending on the cause. */
        Error: {
            attributes?: string[];
            /** @description Who has the value that is taken */
            contact_id?: number;
            error?: string | Record<string, never>;
            errors?: string[];
            message?: string;
            status?: number;
            success?: boolean;
        };
        EventFeed: {
            meta: {
                cursor: string;
                has_more: boolean;
            };
            payload: components["schemas"]["CallbackBody"][];
        };
        Found: {
            payload: {
                articles: unknown[];
                contacts: components["schemas"]["FoundContact"][];
                conversations: components["schemas"]["FoundConversation"][];
                messages: components["schemas"]["Message"][];
            };
        };
        FoundContact: {
            additional_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            id: number;
            identifier: string | null;
            last_activity_at?: number;
            name: string;
            phone_number: string | null;
        };
        FoundConversation: {
            account_id: number;
            additional_attributes?: {
                [key: string]: unknown;
            };
            agent?: {
                available_name: string;
                email: string;
                id: number;
                name: string;
                role: ("agent" | "administrator") | null;
            };
            contact: components["schemas"]["FoundContact"];
            created_at: number;
            id: number;
            inbox: {
                channel_id: number;
                channel_type: string;
                id: number;
                name: string;
            };
            message?: components["schemas"]["Message"];
        };
        Inbox: {
            additional_attributes: {
                [key: string]: unknown;
            };
            allow_messages_after_resolved: boolean;
            allowed_domains: null;
            auto_assignment_config: {
                [key: string]: unknown;
            };
            avatar_url: string;
            business_name: string | null;
            callback_webhook_url: null;
            channel_id: number;
            channel_type: string;
            csat_config: {
                [key: string]: unknown;
            };
            csat_survey_enabled: boolean;
            custom_headers?: {
                [key: string]: string;
            };
            enable_auto_assignment: boolean;
            enable_email_collect: boolean;
            events?: ("conversation_status_changed" | "conversation_updated" | "conversation_created" | "contact_created" | "contact_updated" | "message_created" | "message_updated" | "webwidget_triggered" | "inbox_created" | "inbox_updated" | "conversation_typing_on" | "conversation_typing_off" | "message_deleted" | "conversation_deleted" | "contact_deleted" | "contact_merged" | "conversation_read")[] | null;
            greeting_enabled: boolean;
            greeting_message: string | null;
            hmac_mandatory: boolean;
            hmac_token?: string;
            id: number;
            inbox_identifier: string;
            lock_to_single_conversation: boolean;
            messaging_service_sid: null;
            name: string;
            out_of_office_message: string | null;
            phone_number: null;
            previous_hmac_token_until?: string | null;
            previous_secret_until?: string | null;
            provider: null;
            reply_time: null;
            secret?: string;
            selected_feature_flags: null;
            sender_name_type: string;
            skip_own?: boolean;
            timezone: string;
            unique_source_id: boolean;
            web_widget_script: null;
            webhook_secret?: string;
            webhook_url: string | null;
            website_token: null;
            website_url: null;
            welcome_tagline: null;
            welcome_title: null;
            widget_color: null;
            working_hours: components["schemas"]["WorkingHours"][];
            working_hours_enabled: boolean;
        };
        InboxAgentBot: {
            access_token?: {
                /** Format: date-time */
                created_at: string;
                id: number;
                owner_id: number;
                owner_type: string;
                token: string;
                /** Format: date-time */
                updated_at: string;
            };
            account_id: number | null;
            bot_config: {
                [key: string]: unknown;
            };
            bot_type: string;
            custom_headers?: {
                [key: string]: string;
            };
            description: string | null;
            id: number;
            name: string | null;
            outgoing_url?: string | null;
            previous_secret_until?: string | null;
            secret?: string;
            skip_own?: boolean;
            system_bot: boolean;
            thumbnail: string;
            webhook_secret?: string;
        };
        InboxBot: {
            agent_bot?: components["schemas"]["InboxAgentBot"];
        };
        InboxCreatedCallback: {
            account: {
                id: number;
                name: string;
            };
            allow_messages_after_resolved: boolean;
            auto_assignment_config: {
                [key: string]: unknown;
            };
            business_name: string | null;
            cause: components["schemas"]["Cause"];
            channel: {
                account_id: number;
                additional_attributes: {
                    [key: string]: unknown;
                };
                /** Format: date-time */
                created_at: string;
                hmac_mandatory: boolean;
                id: number;
                identifier: string;
                /** Format: date-time */
                updated_at: string;
                webhook_url: string | null;
            };
            /** Format: date-time */
            created_at: string;
            csat_survey_enabled: boolean;
            enable_auto_assignment: boolean;
            enable_email_collect: boolean;
            /** @constant */
            event: "inbox_created";
            event_id: number;
            greeting_enabled: boolean;
            greeting_message: string | null;
            id: number;
            lock_to_single_conversation: boolean;
            name: string;
            /** Format: date-time */
            occurred_at: string;
            out_of_office_message: string | null;
            sender_name_type: string;
            sequence: number | null;
            timezone: string;
            /** Format: date-time */
            updated_at: string;
            working_hours: {
                account_id: number;
                close_hour: number | null;
                close_minutes: number | null;
                closed_all_day: boolean;
                /** Format: date-time */
                created_at: string;
                day_of_week: number;
                id: number;
                inbox_id: number;
                open_all_day: boolean;
                open_hour: number | null;
                open_minutes: number | null;
                /** Format: date-time */
                updated_at: string;
            }[];
            working_hours_enabled: boolean;
        };
        InboxDump: {
            account_id: number;
            allow_messages_after_resolved: boolean;
            auto_assignment_config: {
                [key: string]: unknown;
            };
            business_name: string | null;
            channel_id: number;
            channel_type: string;
            /** Format: date-time */
            created_at: string;
            csat_config: {
                [key: string]: unknown;
            };
            csat_survey_enabled: boolean;
            email_address: null;
            enable_auto_assignment: boolean;
            enable_email_collect: boolean;
            greeting_enabled: boolean;
            greeting_message: string | null;
            id: number;
            lock_to_single_conversation: boolean;
            name: string;
            out_of_office_message: string | null;
            portal_id: null;
            sender_name_type: string;
            timezone: string;
            /** Format: date-time */
            updated_at: string;
            working_hours_enabled: boolean;
        };
        InboxInput: {
            allow_messages_after_resolved?: boolean;
            auto_assignment_config?: {
                max_assignment_limit?: number | null;
            };
            /** @description A file, in a multipart body */
            avatar?: unknown;
            business_name?: string | null;
            callback_url?: string | null;
            channel?: {
                additional_attributes?: {
                    [key: string]: unknown;
                };
                callback_url?: string | null;
                hmac_mandatory?: boolean;
                type?: string;
                webhook_url?: string | null;
            };
            csat_config?: {
                button_text?: string;
                display_type?: string;
                language?: string;
                message?: string;
                survey_rules?: {
                    operator?: string;
                    values?: string[];
                };
                template?: {
                    [key: string]: unknown;
                };
            };
            csat_survey_enabled?: boolean;
            /** @description Sent with each callback. A value of •••• keeps the one there is. */
            custom_headers?: {
                [key: string]: string;
            } | null;
            enable_auto_assignment?: boolean;
            enable_email_collect?: boolean;
            /** @description What callbacks are wanted for; null for the seven of this channel */
            events?: ("conversation_status_changed" | "conversation_updated" | "conversation_created" | "contact_created" | "contact_updated" | "message_created" | "message_updated" | "webwidget_triggered" | "inbox_created" | "inbox_updated" | "conversation_typing_on" | "conversation_typing_off" | "message_deleted" | "conversation_deleted" | "contact_deleted" | "contact_merged" | "conversation_read")[] | null;
            greeting_enabled?: boolean;
            greeting_message?: string | null;
            lock_to_single_conversation?: boolean;
            name?: string | null;
            out_of_office_message?: string | null;
            /** @enum {unknown} */
            sender_name_type?: "friendly" | "professional";
            skip_own?: boolean;
            timezone?: string | null;
            unique_source_id?: boolean;
            webhook_url?: string | null;
            working_hours?: {
                close_hour?: number | null;
                close_minutes?: number | null;
                closed_all_day?: boolean;
                day_of_week: number;
                open_all_day?: boolean;
                open_hour?: number | null;
                open_minutes?: number | null;
            }[];
            working_hours_enabled?: boolean;
        };
        InboxLabelMatrix: {
            inboxes: {
                id: number;
                name: string;
            }[];
            labels: {
                id: number;
                title: string;
            }[];
            matrix: number[][];
        };
        InboxSlim: {
            avatar_url: string;
            channel_id: number;
            channel_type: string;
            id: number;
            name: string;
            provider: null;
        };
        InboxUpdatedCallback: {
            account: {
                id: number;
                name: string;
            };
            allow_messages_after_resolved: boolean;
            auto_assignment_config: {
                [key: string]: unknown;
            };
            business_name: string | null;
            cause: components["schemas"]["Cause"];
            changed_attributes: {
                [key: string]: {
                    current_value: unknown;
                    previous_value: unknown;
                };
            }[] | null;
            channel: {
                account_id: number;
                additional_attributes: {
                    [key: string]: unknown;
                };
                /** Format: date-time */
                created_at: string;
                hmac_mandatory: boolean;
                id: number;
                identifier: string;
                /** Format: date-time */
                updated_at: string;
                webhook_url: string | null;
            };
            /** Format: date-time */
            created_at: string;
            csat_survey_enabled: boolean;
            enable_auto_assignment: boolean;
            enable_email_collect: boolean;
            /** @constant */
            event: "inbox_updated";
            event_id: number;
            greeting_enabled: boolean;
            greeting_message: string | null;
            id: number;
            lock_to_single_conversation: boolean;
            name: string;
            /** Format: date-time */
            occurred_at: string;
            out_of_office_message: string | null;
            sender_name_type: string;
            sequence: number | null;
            timezone: string;
            /** Format: date-time */
            updated_at: string;
            working_hours: {
                account_id: number;
                close_hour: number | null;
                close_minutes: number | null;
                closed_all_day: boolean;
                /** Format: date-time */
                created_at: string;
                day_of_week: number;
                id: number;
                inbox_id: number;
                open_all_day: boolean;
                open_hour: number | null;
                open_minutes: number | null;
                /** Format: date-time */
                updated_at: string;
            }[];
            working_hours_enabled: boolean;
        };
        Installation: {
            brand: components["schemas"]["Brand"];
            name: string;
            onboarding: boolean;
            version: string;
        };
        Label: {
            color: string;
            description: string | null;
            id: number;
            show_on_sidebar: boolean | null;
            title: string;
        };
        LabelSummaryReport: {
            avg_first_response_time: number;
            avg_reply_time: number;
            avg_resolution_time: number;
            conversations_count: number;
            id: number;
            name: string;
            resolved_conversations_count: number;
        };
        LinkedContact: {
            additional_attributes: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            availability_status: "online" | "offline";
            blocked: boolean;
            contact_inboxes?: components["schemas"]["ContactLink"][];
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            id: number;
            identifier: string | null;
            last_activity_at?: number;
            name: string;
            phone_number: string | null;
            thumbnail: string;
        };
        ListedAttachment: {
            created_at: number;
            data_url: string;
            extension: string | null;
            file_size: number;
            file_type: string;
            height: number | null;
            id: number;
            message_id: number;
            sender?: components["schemas"]["ContactPush"] | components["schemas"]["UserPush"] | components["schemas"]["BotPush"];
            thumb_url: string;
            width: number | null;
        };
        LiveMetrics: {
            open: number;
            pending: number;
            unassigned: number;
            unattended: number;
        };
        Macro: {
            account_id: number;
            actions: components["schemas"]["Action"][];
            created_by?: components["schemas"]["Agent"];
            files?: components["schemas"]["MacroFile"][];
            id: number;
            name: string;
            updated_by?: components["schemas"]["Agent"];
            visibility: ("personal" | "global") | null;
            webhooks?: components["schemas"]["ActionWebhook"][];
        };
        MacroExecutedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            can_reply: boolean;
            cause: components["schemas"]["Cause"];
            channel: string;
            contact_inbox: components["schemas"]["ContactInboxRow"];
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            /** @constant */
            event: "macro.executed";
            event_id: number;
            first_reply_created_at: string | null;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee: components["schemas"]["UserPush"] | components["schemas"]["BotPush"] | null;
                assignee_type: ("User" | "AgentBot") | null;
                hmac_verified: boolean | null;
                sender: components["schemas"]["ContactPush"];
                team: {
                    id: number;
                    name: string;
                } | null;
            };
            /** Format: date-time */
            occurred_at: string;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sequence: number | null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            waiting_since: number;
        };
        MacroFile: {
            account_id: number;
            blob_id: string;
            file_type: string;
            file_url: string;
            filename: string;
            id: number;
            macro_id: number;
        };
        Message: {
            attachments?: components["schemas"]["Attachment"][];
            content: string | null;
            content_attributes: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            content_type: "text" | "input_text" | "input_textarea" | "input_email" | "input_select" | "cards" | "form" | "article" | "incoming_email" | "input_csat" | "integrations" | "sticker" | "voice_call";
            conversation_id: number;
            created_at: number;
            echo_id?: unknown;
            id: number;
            inbox_id: number;
            message_type: number;
            private: boolean;
            sender?: components["schemas"]["ContactPush"] | components["schemas"]["UserPush"] | components["schemas"]["BotPush"];
            source_id: string | null;
            /** @enum {unknown} */
            status: "sent" | "delivered" | "read" | "failed";
        };
        MessageCreatedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            attachments?: components["schemas"]["Attachment"][];
            cause: components["schemas"]["Cause"];
            changed_attributes: {
                [key: string]: {
                    current_value: unknown;
                    previous_value: unknown;
                };
            }[] | null;
            content: string | null;
            content_attributes: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            content_type: "text" | "input_text" | "input_textarea" | "input_email" | "input_select" | "cards" | "form" | "article" | "incoming_email" | "input_csat" | "integrations" | "sticker" | "voice_call";
            conversation: components["schemas"]["ConversationWebhook"];
            /** Format: date-time */
            created_at: string;
            /** @constant */
            event: "message_created";
            event_id: number;
            id: number;
            inbox: {
                id: number;
                name: string;
            };
            /** @enum {unknown} */
            message_type: "incoming" | "outgoing" | "activity" | "template";
            /** Format: date-time */
            occurred_at: string;
            private: boolean;
            sender: (components["schemas"]["ContactWebhook"] | components["schemas"]["UserWebhook"] | components["schemas"]["BotWebhook"]) | null;
            sequence: number | null;
            source_id: string | null;
            /** @enum {unknown} */
            status: "sent" | "delivered" | "read" | "failed";
        };
        MessageDeletedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            attachments?: components["schemas"]["Attachment"][];
            cause: components["schemas"]["Cause"];
            changed_attributes: {
                [key: string]: {
                    current_value: unknown;
                    previous_value: unknown;
                };
            }[] | null;
            content: string | null;
            content_attributes: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            content_type: "text" | "input_text" | "input_textarea" | "input_email" | "input_select" | "cards" | "form" | "article" | "incoming_email" | "input_csat" | "integrations" | "sticker" | "voice_call";
            conversation: components["schemas"]["ConversationWebhook"];
            /** Format: date-time */
            created_at: string;
            /** @constant */
            event: "message_deleted";
            event_id: number;
            id: number;
            inbox: {
                id: number;
                name: string;
            };
            /** @enum {unknown} */
            message_type: "incoming" | "outgoing" | "activity" | "template";
            /** Format: date-time */
            occurred_at: string;
            private: boolean;
            sender: (components["schemas"]["ContactWebhook"] | components["schemas"]["UserWebhook"] | components["schemas"]["BotWebhook"]) | null;
            sequence: number | null;
            source_id: string | null;
            /** @enum {unknown} */
            status: "sent" | "delivered" | "read" | "failed";
        };
        MessageList: {
            meta: {
                additional_attributes: {
                    [key: string]: unknown;
                };
                agent_last_seen_at: string | null;
                assignee?: components["schemas"]["UserPush"];
                assignee_last_seen_at: string | null;
                contact: components["schemas"]["ContactPush"];
                labels: string[];
            };
            payload: components["schemas"]["Message"][];
        };
        MessagePush: {
            account_id: number;
            additional_attributes: {
                [key: string]: unknown;
            };
            attachments?: components["schemas"]["Attachment"][];
            content: string | null;
            content_attributes: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            content_type: "text" | "input_text" | "input_textarea" | "input_email" | "input_select" | "cards" | "form" | "article" | "incoming_email" | "input_csat" | "integrations" | "sticker" | "voice_call";
            conversation: {
                assignee_id: number | null;
                contact_inbox: {
                    source_id: string;
                };
                last_activity_at: number;
                unread_count: number;
            };
            conversation_id: number;
            created_at: number;
            echo_id?: unknown;
            external_source_ids: {
                [key: string]: unknown;
            };
            id: number;
            inbox_id: number;
            message_type: number;
            private: boolean;
            processed_message_content: string | null;
            sender?: components["schemas"]["ContactPush"] | components["schemas"]["UserPush"] | components["schemas"]["BotPush"];
            sender_id: number | null;
            sender_type: ("Contact" | "User" | "AgentBot") | null;
            sentiment: {
                [key: string]: unknown;
            };
            source_id: string | null;
            /** @enum {unknown} */
            status: "sent" | "delivered" | "read" | "failed";
            /** Format: date-time */
            updated_at: string;
        };
        MessageUpdatedCallback: {
            account: {
                id: number;
                name: string;
            };
            additional_attributes: {
                [key: string]: unknown;
            };
            attachments?: components["schemas"]["Attachment"][];
            cause: components["schemas"]["Cause"];
            changed_attributes: {
                [key: string]: {
                    current_value: unknown;
                    previous_value: unknown;
                };
            }[] | null;
            content: string | null;
            content_attributes: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            content_type: "text" | "input_text" | "input_textarea" | "input_email" | "input_select" | "cards" | "form" | "article" | "incoming_email" | "input_csat" | "integrations" | "sticker" | "voice_call";
            conversation: components["schemas"]["ConversationWebhook"];
            /** Format: date-time */
            created_at: string;
            /** @constant */
            event: "message_updated";
            event_id: number;
            id: number;
            inbox: {
                id: number;
                name: string;
            };
            /** @enum {unknown} */
            message_type: "incoming" | "outgoing" | "activity" | "template";
            /** Format: date-time */
            occurred_at: string;
            private: boolean;
            sender: (components["schemas"]["ContactWebhook"] | components["schemas"]["UserWebhook"] | components["schemas"]["BotWebhook"]) | null;
            sequence: number | null;
            source_id: string | null;
            /** @enum {unknown} */
            status: "sent" | "delivered" | "read" | "failed";
        };
        Note: {
            account_id: null;
            contact_id: null;
            content: string;
            created_at: number;
            id: number;
            updated_at: number;
            user?: components["schemas"]["Agent"];
        };
        Notification: {
            created_at: number;
            id: number;
            last_activity_at: number;
            meta: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            notification_type: "conversation_creation" | "conversation_assignment" | "assigned_conversation_new_message" | "conversation_mention" | "participating_conversation_new_message" | "sla_missed_first_response" | "sla_missed_next_response" | "sla_missed_resolution";
            primary_actor: components["schemas"]["ConversationPush"];
            primary_actor_id: number;
            /** @constant */
            primary_actor_type: "Conversation";
            push_message_body: string;
            push_message_title: string;
            read_at: string | null;
            secondary_actor: (components["schemas"]["MessagePush"] | components["schemas"]["UserPush"]) | null;
            snoozed_until: string | null;
            user: components["schemas"]["UserPush"];
        };
        NotificationList: {
            data: {
                meta: {
                    count: number;
                    current_page: number;
                    unread_count: number;
                };
                payload: components["schemas"]["Notification"][];
            };
        };
        NotificationRow: {
            account_id: number;
            /** Format: date-time */
            created_at: string;
            id: number;
            /** Format: date-time */
            last_activity_at: string;
            meta: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            notification_type: "conversation_creation" | "conversation_assignment" | "assigned_conversation_new_message" | "conversation_mention" | "participating_conversation_new_message" | "sla_missed_first_response" | "sla_missed_next_response" | "sla_missed_resolution";
            primary_actor_id: number;
            /** @constant */
            primary_actor_type: "Conversation";
            read_at: string | null;
            secondary_actor_id: number | null;
            secondary_actor_type: string | null;
            snoozed_until: string | null;
            /** Format: date-time */
            updated_at: string;
            user_id: number;
        };
        NotificationSettings: {
            account_id: number;
            all_email_flags: string[];
            all_push_flags: string[];
            id: number;
            selected_email_flags: string[];
            selected_push_flags: string[];
            user_id: number;
        };
        NotificationSubscription: {
            /** Format: date-time */
            created_at: string;
            id: number;
            identifier: string | null;
            subscription_attributes: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            subscription_type: "browser_push" | "fcm";
            /** Format: date-time */
            updated_at: string;
            user_id: number;
        };
        OneContact: {
            payload: components["schemas"]["LinkedContact"];
        };
        OpenSession: {
            browser_name: string | null;
            browser_version: string | null;
            city: string | null;
            country: string | null;
            /** Format: date-time */
            created_at: string;
            device_name: string | null;
            id: number;
            ip_address: string | null;
            /** Format: date-time */
            last_activity_at: string;
            platform_name: string | null;
            platform_version: string | null;
        };
        OutgoingMessages: {
            id: number;
            name: string;
            outgoing_messages_count: number;
        };
        PlatformAccount: {
            custom_attributes: {
                [key: string]: unknown;
            };
            domain: string | null;
            features: {
                [key: string]: boolean;
            };
            id: number;
            limits: {
                [key: string]: unknown;
            };
            locale: string;
            name: string;
            /** @enum {unknown} */
            status: "active" | "suspended";
            support_email: string;
        };
        PlatformAgentBot: {
            access_token: string;
            account_id: number | null;
            description: string | null;
            id: number;
            name: string | null;
            outgoing_url: string | null;
        };
        PlatformUser: {
            access_token: string;
            account_id: number | null;
            accounts: {
                active_at: string | null;
                id: number;
                name: string;
                /** @enum {unknown} */
                role: "agent" | "administrator";
            }[];
            available_name: string;
            avatar_url: string;
            confirmed: boolean;
            custom_attributes?: {
                [key: string]: unknown;
            };
            display_name: string | null;
            email: string;
            id: number;
            message_signature: string | null;
            name: string;
            provider: string;
            pubsub_token: string;
            role: ("agent" | "administrator") | null;
            ui_settings: {
                [key: string]: unknown;
            };
            uid: string;
        };
        Profile: {
            access_token?: string;
            account_id: number | null;
            accounts: {
                active_at: string | null;
                auto_offline: boolean;
                /** @enum {unknown} */
                availability: "online" | "busy" | "offline";
                /** @enum {unknown} */
                availability_status: "online" | "busy" | "offline";
                id: number;
                name: string;
                onboarding_step: string | null;
                permissions: ("agent" | "administrator")[];
                /** @enum {unknown} */
                role: "agent" | "administrator";
                status: string;
            }[];
            available_name: string;
            avatar_url: string;
            confirmed: boolean;
            custom_attributes?: {
                [key: string]: unknown;
            };
            display_name: string | null;
            email: string;
            id: number;
            inviter_id: number | null;
            message_signature: string | null;
            name: string;
            provider: string;
            pubsub_token?: string;
            role: ("agent" | "administrator") | null;
            type: string | null;
            ui_settings: {
                [key: string]: unknown;
            };
            uid: string;
        };
        PublicContact: {
            email: string | null;
            id: number;
            name: string;
            phone_number: string | null;
            pubsub_token: string;
            source_id: string;
        };
        PublicContactRow: {
            account_id: number;
            additional_attributes: {
                [key: string]: unknown;
            };
            blocked: boolean;
            company_id: number | null;
            /** @enum {unknown} */
            contact_type: "visitor" | "lead" | "customer";
            country_code: string | null;
            /** Format: date-time */
            created_at: string;
            custom_attributes: {
                [key: string]: unknown;
            };
            email: string | null;
            id: number;
            identifier: string | null;
            label_list: string[];
            last_activity_at: string | null;
            last_name: string;
            location: string | null;
            middle_name: string;
            name: string;
            phone_number: string | null;
            pubsub_token: string;
            source_id: string;
            /** Format: date-time */
            updated_at: string;
        };
        PublicConversation: {
            agent_last_seen_at: number;
            contact: components["schemas"]["ContactRow"];
            contact_last_seen_at: number;
            id: number;
            inbox_id: number;
            messages: components["schemas"]["PublicMessage"][];
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            uuid: string;
        };
        PublicInbox: {
            csat_survey_enabled: boolean;
            greeting_enabled: boolean;
            identifier: string;
            identity_validation_enabled: boolean;
            name: string;
            timezone: string;
            working_hours: components["schemas"]["WorkingHours"][];
            working_hours_enabled: boolean;
        };
        PublicMessage: {
            attachments?: components["schemas"]["Attachment"][];
            content: string | null;
            content_attributes: {
                [key: string]: unknown;
            };
            /** @enum {unknown} */
            content_type: "text" | "input_text" | "input_textarea" | "input_email" | "input_select" | "cards" | "form" | "article" | "incoming_email" | "input_csat" | "integrations" | "sticker" | "voice_call";
            conversation_id: number;
            created_at: number;
            id: number;
            message_type: number;
            sender?: components["schemas"]["ContactPush"] | components["schemas"]["UserPush"] | components["schemas"]["BotPush"];
        };
        PublicSurvey: {
            content: string | null;
            conversation_id: number;
            /** Format: date-time */
            created_at: string;
            csat_survey_response: {
                account_id: number;
                assigned_agent_id: number | null;
                contact_id: number;
                conversation_id: number;
                /** Format: date-time */
                created_at: string;
                csat_review_notes: null;
                feedback_message: string | null;
                id: number;
                message_id: number;
                rating: number;
                review_notes_updated_at: null;
                review_notes_updated_by_id: null;
                /** Format: date-time */
                updated_at: string;
            } | null;
            display_type: string;
            id: number;
            inbox_avatar_url: string;
            inbox_name: string;
            locale: string;
        };
        Replay: {
            /** Format: date-time */
            created_at: string;
            done: number;
            failed: number;
            id: number;
            per_second: number;
            /** @enum {unknown} */
            state: "running" | "finished";
            total: number;
        };
        ReportingEvent: {
            account_id: number;
            conversation_id: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            event_end_time: string;
            /** Format: date-time */
            event_start_time: string;
            id: number;
            inbox_id: number;
            name: string;
            /** Format: date-time */
            updated_at: string;
            user_id: number | null;
            value: number;
            value_in_business_hours: number;
        };
        ReportPoint: {
            count?: number;
            timestamp: number;
            value: number;
        };
        ReportSummary: {
            avg_first_response_time: number | null;
            avg_resolution_time: number | null;
            conversations_count: number;
            incoming_messages_count: number;
            outgoing_messages_count: number;
            previous: {
                avg_first_response_time: number | null;
                avg_resolution_time: number | null;
                conversations_count: number;
                incoming_messages_count: number;
                outgoing_messages_count: number;
                reply_time: number | null;
                resolutions_count: number;
            };
            reply_time: number | null;
            resolutions_count: number;
        };
        ServerInformation: {
            /** @enum {unknown} */
            data_services: "ok" | "failing";
            /** @enum {unknown} */
            queue_services: "ok" | "failing";
            timestamp: string;
            version: string;
        };
        Session: {
            browser_name: string | null;
            browser_version: string | null;
            city: string | null;
            country: string | null;
            country_code: string | null;
            /** Format: date-time */
            created_at: string;
            current: boolean;
            device_name: string | null;
            id: number;
            ip_address: string | null;
            /** Format: date-time */
            last_activity_at: string;
            platform_name: string | null;
            platform_version: string | null;
        };
        ShownConversation: {
            account_id: number;
            additional_attributes: {
                [key: string]: unknown;
            };
            agent_last_seen_at: number;
            assignee_last_seen_at: number;
            callback_health: components["schemas"]["CallbackHealth"] | null;
            can_reply: boolean;
            contact_last_seen_at: number;
            created_at: number;
            custom_attributes: {
                [key: string]: unknown;
            };
            first_reply_created_at: number;
            id: number;
            inbox_id: number;
            labels: string[];
            last_activity_at: number;
            last_non_activity_message: components["schemas"]["MessagePush"] | null;
            messages: components["schemas"]["MessagePush"][];
            meta: {
                assignee?: components["schemas"]["Agent"] | components["schemas"]["SlimAgentBot"];
                /** @enum {unknown} */
                assignee_type?: "User" | "AgentBot";
                channel: string;
                hmac_verified: boolean | null;
                sender: components["schemas"]["Contact"];
                team?: components["schemas"]["Team"];
            };
            muted: boolean;
            priority: ("low" | "medium" | "high" | "urgent") | null;
            sla_policy_id: null;
            snoozed_until: string | null;
            /** @enum {unknown} */
            status: "open" | "resolved" | "pending" | "snoozed";
            timestamp: number;
            unread_count: number;
            updated_at: number;
            uuid: string;
            waiting_since: number;
        };
        ShownDelivery: {
            attempts: number;
            attempts_made: components["schemas"]["DeliveryAttempt"][];
            conversation_id: number | null;
            /** Format: date-time */
            created_at: string;
            endpoint: {
                id: number;
                kind: string;
                name: string | null;
                url: string | null;
            };
            event: string;
            event_id: number;
            id: number;
            last_error: string | null;
            last_status: number | null;
            message_id: number | null;
            next_attempt_at: string | null;
            replayed_at: string | null;
            replays: number;
            settled_at: string | null;
            /** @enum {unknown} */
            state: "pending" | "delivered" | "failed" | "expired";
            uuid: string;
        };
        SignaturePair: {
            body?: string | null;
            endpoint_id?: number;
            /** @enum {unknown} */
            endpoint_kind?: "inbox" | "webhook" | "agent_bot";
            headers?: {
                [key: string]: unknown;
            };
            identifier?: string | null;
            identifier_hash?: string | null;
            secret?: string | null;
            signature?: string | null;
            timestamp?: string | null;
        };
        SignatureVerdict: {
            explanation: string;
            /** @enum {unknown} */
            reason: "fits" | "previous_secret" | "previous_hmac_token" | "hmac_token" | "callback_secret" | "other_endpoint" | "unknown_secret" | "secret_form" | "secret_has_spaces" | "body_reserialised" | "body_trimmed" | "timestamp_not_signed" | "timestamp_missing" | "timestamp_too_old" | "timestamp_in_future" | "prefix_missing" | "prefix_not_wanted" | "base64_instead_of_hex" | "hex_instead_of_base64" | "upper_case_hex" | "standard_webhooks" | "signature_missing" | "signature_unreadable" | "webhook_id_missing" | "identifier_missing" | "identifier_differs" | "not_keyed" | "no_match";
            valid: boolean;
        };
        SignedUp: {
            access_token?: string;
            account_id: number | null;
            accounts: {
                active_at: string | null;
                id: number;
                locale: string;
                name: string;
                /** @enum {unknown} */
                role: "agent" | "administrator";
            }[];
            avatar_url: string;
            confirmed: boolean;
            /** Format: date-time */
            created_at: string;
            display_name: string | null;
            email: string;
            id: number;
            inviter_id: number | null;
            name: string;
            provider: string;
            pubsub_token?: string;
            role: ("agent" | "administrator") | null;
            uid: string;
        };
        SlimAgentBot: {
            bot_type: string;
            description: string | null;
            id: number;
            name: string | null;
            outgoing_url?: string | null;
            thumbnail: string;
        };
        SummaryReport: {
            avg_first_response_time: number | null;
            avg_reply_time: number | null;
            avg_resolution_time: number | null;
            conversations_count: number;
            id: number;
            resolved_conversations_count: number;
        };
        SurveyMetrics: {
            ratings_count: {
                [key: string]: number;
            };
            total_count: number;
            total_sent_messages_count: number;
        };
        SurveyResponse: {
            account_id: number;
            assigned_agent?: components["schemas"]["Agent"];
            contact: components["schemas"]["Contact"];
            conversation_id: number;
            created_at: number;
            csat_review_notes: null;
            feedback_message: string | null;
            id: number;
            message_id: number;
            rating: number;
            review_notes_updated_at: null;
        };
        Team: {
            account_id: number;
            allow_auto_assign: boolean;
            description: string | null;
            id: number;
            is_member: boolean;
            name: string;
        };
        TeamRow: {
            account_id: number;
            allow_auto_assign: boolean;
            /** Format: date-time */
            created_at: string;
            description: string | null;
            id: number;
            name: string;
            /** Format: date-time */
            updated_at: string;
        };
        TestDelivery: {
            duration_ms: number;
            error: string | null;
            error_class: ("dns" | "tls" | "connection" | "timeout" | "http" | "refused" | "internal") | null;
            event: string;
            event_id: number | null;
            request: {
                body: string | null;
                headers: {
                    [key: string]: string;
                };
                url: string | null;
            };
            response_body: string | null;
            /** Format: date-time */
            started_at: string;
            status: number | null;
            uuid: string;
        };
        ToggledStatus: {
            payload: {
                conversation_id: number;
                /** @enum {unknown} */
                current_status: "open" | "resolved" | "pending" | "snoozed";
                snoozed_until: string | null;
                success: boolean | null;
            };
        };
        UnreadCounts: {
            payload: {
                all_count: number;
                inboxes: {
                    [key: string]: number;
                };
                labels: {
                    [key: string]: number;
                };
                teams: {
                    [key: string]: number;
                };
            };
        };
        Upload: {
            blob_id: string;
            file_url: string;
        };
        UserPush: {
            availability_status: ("online" | "busy" | "offline") | null;
            available_name: string;
            avatar_url: string;
            id: number;
            name: string;
            thumbnail: string;
            /** @constant */
            type: "user";
        };
        UserToken: {
            access_token: string;
            expiry: null;
            user: {
                display_name: string | null;
                email: string;
                id: number;
                name: string;
                pubsub_token: string;
            };
        };
        UserWebhook: {
            email: string;
            id: number;
            name: string;
            /** @constant */
            type: "user";
        };
        Webhook: {
            account_id: number;
            custom_headers: {
                [key: string]: string;
            };
            id: number;
            inbox?: {
                id: number;
                name: string;
            };
            name: string | null;
            previous_secret_until: string | null;
            secret: string;
            skip_own: boolean;
            subscriptions: ("conversation_status_changed" | "conversation_updated" | "conversation_created" | "contact_created" | "contact_updated" | "message_created" | "message_updated" | "webwidget_triggered" | "inbox_created" | "inbox_updated" | "conversation_typing_on" | "conversation_typing_off" | "message_deleted" | "conversation_deleted" | "contact_deleted" | "contact_merged" | "conversation_read")[];
            url: string;
            webhook_secret: string;
        };
        WorkingHours: {
            close_hour: number | null;
            close_minutes: number | null;
            closed_all_day: boolean;
            day_of_week: number;
            open_all_day: boolean;
            open_hour: number | null;
            open_minutes: number | null;
        };
    };
    responses: {
        /** @description What went wrong */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                "text/plain": string;
            };
        };
    };
    parameters: {
        /** @description Sent again with the same key within 24 hours, the request is answered as the first time, with `Idempotent-Replayed: true`, and nothing is done. With other content: 422. While the first is still under way: 409. */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
