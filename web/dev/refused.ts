// Answers that are none, with the status and the reason that hoso-counter gives.
export interface Refusal {
  status: number;
  code: string;
  message: string;
  reason?: string;
  fields?: { field: string; description: string; descriptionVi?: string }[];
}

export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

export const refuse = (status: number, code: string, message: string, reason = ''): never => {
  throw new Refused({ status, code, message, reason });
};

// INVALID_ARGUMENT with the field that is to be mended.
export const refuseField = (field: string, description: string): never => {
  throw new Refused({ status: 400, code: 'INVALID_ARGUMENT', message: `${field}: ${description}`, fields: [{ field, description }] });
};

export const refuseNow = (message: string, reason = ''): never => refuse(400, 'FAILED_PRECONDITION', message, reason);
