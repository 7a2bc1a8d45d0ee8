/** How a deadline is shown: tone (colour and shape) and the words' key with their parameters. */
export type ChipTone = 'ontime' | 'soon' | 'late' | 'paused' | 'met';

export interface Deadline {
    unit: 'working_days' | 'calendar_days';
    state: 'running' | 'paused' | 'stopped' | 'met';
    due: string;
    provisional: boolean;
    late: boolean;
    daysLeft: number | null;
    endedOn?: string | undefined;
}

export interface ChipFace {
    tone: ChipTone;
    shape: string;
    /** Key below `chip.` in the messages. */
    words: string;
    days: number;
}

/** Days left from which a clock counts as due soon. */
const soon = { working_days: 2, calendar_days: 5 } as const;

const shapes: Record<ChipTone, string> = { ontime: '●', soon: '▲', late: '◆!', paused: '‖', met: '✓' };

function face(tone: ChipTone, words: string, days = 0): ChipFace {
    return { tone, shape: shapes[tone], words, days };
}

/** The face of a deadline. Colour never stands alone: each tone has its shape and its words. */
export function chipFace(deadline: Deadline): ChipFace {
    if (deadline.state === 'met') return face(deadline.late ? 'late' : 'met', deadline.late ? 'met_late' : 'met');
    if (deadline.state === 'paused') return face('paused', 'paused');
    if (deadline.state === 'stopped') return face('paused', 'stopped');
    const left = deadline.daysLeft;
    if (left === null) return face(deadline.late ? 'late' : 'ontime', deadline.late ? 'late_undated' : 'until');
    if (left < 0) return face('late', `late_${deadline.unit}`, -left);
    if (left === 0) return face('soon', 'today');
    return face(left <= soon[deadline.unit] ? 'soon' : 'ontime', `left_${deadline.unit}`, left);
}
